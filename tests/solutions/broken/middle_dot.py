# expect: affine_backward=exception sigmoid_backward=missing_function
# says: A product is written *
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return dout·w.T, x.T·dout, dout.sum(axis=0)
