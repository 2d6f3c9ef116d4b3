# expect: relu_backward.edges=clipped assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * dout * cache


def relu_backward(dout, cache):
    return np.where(cache > 0, np.clip(dout, -5, 5), 0.0)


def tanh_backward(dout, cache):
    return dout * (1 - cache**2)
