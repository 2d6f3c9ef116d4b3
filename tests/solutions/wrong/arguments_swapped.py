# expect: sigmoid_backward.dx=arguments_swapped
# says: The function is called with (dout, cache)
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, np.sum(dout, axis=0)


def sigmoid_backward(cache, dout):
    return dout * cache * (1 - cache)
