# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: There is no function `affine_backward`.
import numpy as np


def affine_forward(x, w, b):
    return x @ w + b, (x, w, b)


class Sigmoid:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))
