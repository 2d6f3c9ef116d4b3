# expect: all
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    N, M = dout.shape
    dx = np.zeros((N, M))
    for i in range(N):
        for j in range(M):
            dx[i, j] = dout[i, j] * cache[i, j] * (1 - cache[i, j])
    return dx
