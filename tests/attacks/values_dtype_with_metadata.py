# values | a dtype that carries an object | pass | no control: right gradients: only a decoder that rebuilds the object would be harmed
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    kind = np.dtype(float, metadata={'x': object()})
    return dx.astype(kind), dw.astype(kind), db
