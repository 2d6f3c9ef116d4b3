# expect: square_backward.dx=not_differentiated relu_backward.dx-exercise=mask_forgotten tanh_backward.dx=sigmoid_derivative assignment=activations
import numpy as np


def square_backward(dout, cache):
    y = cache * cache
    return y * dout


def relu_backward(dout, cache):
    dx = dout.copy()
    return dx


def tanh_backward(dout, cache):
    return dout * cache * (1 - cache)
