# expect: all
import numpy as np

W = np.random.randn(300, 300)
for epoch in range(10**9):
    W = np.tanh(W @ W.T)

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
