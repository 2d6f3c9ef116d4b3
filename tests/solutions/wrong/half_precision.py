# expect: affine_backward.dx-exercise=not_exact affine_backward.dw-exercise=not_exact affine_backward.db-exercise=not_exact sigmoid_backward.dx=not_exact
import numpy as np


def affine_backward(dout, cache):
    x, w, b = (a.astype(np.float16) for a in cache)
    dout = dout.astype(np.float16)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return (dout * cache * (1 - cache)).astype("float16")
