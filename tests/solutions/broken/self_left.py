# expect: sigmoid_backward=signature
# says: a function outside of a class has none
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(self, dout, cache):
    return dout * cache * (1 - cache)
