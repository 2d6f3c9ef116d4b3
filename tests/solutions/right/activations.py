# expect: all assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * cache * dout


def relu_backward(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


def tanh_backward(dout, cache):
    return dout * (1 - cache**2)
