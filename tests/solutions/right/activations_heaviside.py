# expect: all assignment=activations
import numpy as np


def square_backward(dout, cache):
    return dout * np.polyval(np.polyder([1, 0, 0]), cache)


def relu_backward(dout, cache):
    return dout * np.heaviside(cache, 0.5)


def tanh_backward(dout, cache):
    x = np.arctanh(cache)
    return dout / np.cosh(x) ** 2
