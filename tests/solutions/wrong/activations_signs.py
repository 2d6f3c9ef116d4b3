# expect: square_backward.dx-exercise=other_formula relu_backward.dx-exercise=other_formula tanh_backward.dx=other_formula assignment=activations
# says: equals dout·sign(x)
import numpy as np


def square_backward(dout, cache):
    return 2 * np.abs(dout) * cache


def relu_backward(dout, cache):
    return dout * np.sign(cache)


def tanh_backward(dout, cache):
    return dout * (1 - cache) ** 2
