# expect: square_backward.dx=factor_forgotten relu_backward.dx-exercise=mask_of_dout tanh_backward.dx=square_forgotten assignment=activations
import numpy as np


def square_backward(dout, cache):
    return dout * cache


def relu_backward(dout, cache):
    return np.maximum(dout, 0)


def tanh_backward(dout, cache):
    return dout * (1 - cache)
