# expect: square_backward.dx=not_differentiated relu_backward.dx=not_differentiated tanh_backward.dx=cache_as_input assignment=activations
import numpy as np


def square_backward(dout, cache):
    return dout * cache**2


def relu_backward(dout, cache):
    return dout * np.maximum(0, cache)


def tanh_backward(dout, cache):
    return dout * (1 - np.tanh(cache) ** 2)
