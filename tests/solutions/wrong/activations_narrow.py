# expect: relu_backward.edges= tanh_backward.edges=wrong_where_flat assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * dout * cache


def relu_backward(dout, cache):
    return dout * (cache > 0) * (cache < 6)


def tanh_backward(dout, cache):
    return dout * np.clip(1 - cache**2, 1e-5, 1)
