# values | right gradients as views of one read-only buffer | pass | no control: right gradients
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    flat = np.concatenate([dx.ravel(), dw.ravel(), db])
    flat.flags.writeable = False
    n, m = dx.size, dx.size + dw.size
    return flat[:n].reshape(dx.shape), flat[n:m].reshape(dw.shape), flat[m:]
