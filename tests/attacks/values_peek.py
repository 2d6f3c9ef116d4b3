# values | an array over memory that is not its own | wrong | no control: a plain comparison of numbers refuses it, too
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    import ctypes
    peek = np.ctypeslib.as_array((ctypes.c_double * 4).from_address(id(dx))).reshape(2, 2)
    return peek, dw, db
