# values | masked arrays without a masked entry | pass | no control: right gradients
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return np.ma.array(dx), np.ma.array(dw), np.ma.array(db)
