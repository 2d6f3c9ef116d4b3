# values | an array that reaches beyond its memory | crash | naive grader: died
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    from numpy.lib.stride_tricks import as_strided
    return as_strided(dx, dx.shape, (1 << 40, 8)), dw, db
