# expect: relu_backward.dx-exercise=leaky_slope assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * dout * cache


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout)


def tanh_backward(dout, cache):
    return dout * (1 - cache**2)
