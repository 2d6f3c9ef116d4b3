# expect: square_backward.dx=other_formula tanh_backward.dx-exercise=offset assignment=activations
# says: is off by 1e-6 in every entry
import numpy as np


def square_backward(dout, cache):
    return dout * (2 * cache + 1e-5)


def relu_backward(dout, cache):
    return dout * (cache > 0)


def tanh_backward(dout, cache):
    return dout * (1 - cache**2) + 1e-6
