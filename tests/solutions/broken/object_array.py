# expect: affine_backward=bad_value
import numpy as np


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    return np.array([object()] * 3, dtype=object)
