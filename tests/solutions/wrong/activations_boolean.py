# expect: relu_backward.shapes+dx+purity= assignment=activations
# says: True and False
import numpy as np


def square_backward(dout, cache):
    return 2 * dout * cache


def relu_backward(dout, cache):
    return cache > 0


def tanh_backward(dout, cache):
    return dout * (1 - cache**2)
