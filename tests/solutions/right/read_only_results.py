# expect: all
import numpy as np


def frozen(array):
    array.setflags(write=False)
    return array


def affine_backward(dout, cache):
    x, w, b = cache
    return (
        frozen((dout @ w.T).reshape(x.shape)),
        frozen(np.asfortranarray(x.reshape(x.shape[0], -1).T @ dout)),
        np.broadcast_to(dout.sum(axis=0), dout.shape[1:]),
    )


def sigmoid_backward(dout, cache):
    for a in (dout, cache):
        a.flags.writeable = False
    return frozen(dout * cache * (1 - cache))
