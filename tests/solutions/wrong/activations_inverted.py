# expect: square_backward.dx=dout_added relu_backward.dx=mask_inverted tanh_backward.dx=plus_instead_of_minus assignment=activations
import numpy as np


def square_backward(dout, cache):
    return dout + 2 * cache


def relu_backward(dout, cache):
    dx = np.array(dout)
    dx[cache >= 0] = 0
    return dx


def tanh_backward(dout, cache):
    return dout * (1 + cache**2)
