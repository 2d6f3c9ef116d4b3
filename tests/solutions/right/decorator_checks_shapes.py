# expect: all
import functools

import numpy as np


def same_shapes(function):
    @functools.wraps(function)
    def wrapped(dout, cache, *args, **kwargs):
        grads = function(dout, cache, *args, **kwargs)
        for grad, value in zip(grads, cache):
            assert grad.shape == value.shape, (grad.shape, value.shape)
        return grads

    return wrapped


@same_shapes
def affine_backward(dout, cache, /, *, axis=0):
    x, w, b = cache
    return (
        np.tensordot(dout, w, axes=(1, 1)).reshape(x.shape),
        np.tensordot(x.reshape(len(x), -1), dout, axes=(0, 0)),
        dout.sum(axis=axis).reshape(b.shape),
    )


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
