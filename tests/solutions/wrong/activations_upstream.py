# expect: square_backward.dx-exercise=upstream_forgotten relu_backward.dx-exercise=upstream_forgotten tanh_backward.dx-exercise=upstream_forgotten assignment=activations
import numpy as np


def square_backward(dout, cache):
    return 2 * cache


def relu_backward(dout, cache):
    return (cache > 0).astype(float)


def tanh_backward(dout, cache):
    return 1 - cache**2
