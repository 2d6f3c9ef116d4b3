# expect: all assignment=activations
import numpy as np

square_backward = lambda dout, x: dout * (x + x)


def relu_backward(dout, cache):
    return np.where(cache > 0, dout, 0.0)


def tanh_backward(dout, cache):
    return dout - dout * np.square(cache)
