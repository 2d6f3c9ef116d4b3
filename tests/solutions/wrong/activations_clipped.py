# expect: tanh_backward.edges=clipped assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * dout * cache


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.0)


def tanh_backward(dout, cache):
    return np.clip(dout * (1 - cache**2), -5, 5)
