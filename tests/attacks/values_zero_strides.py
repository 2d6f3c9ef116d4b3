# values | arrays with strides of zero | wrong | no control: a plain comparison of numbers refuses it, too
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    from numpy.lib.stride_tricks import as_strided
    return as_strided(dx, dx.shape, (0, 0)), dw, db
