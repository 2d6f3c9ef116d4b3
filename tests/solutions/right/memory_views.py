# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    d = memoryview(np.ascontiguousarray(dout))
    flat = np.ascontiguousarray(x.reshape(x.shape[0], -1))
    f, v = memoryview(flat), memoryview(np.ascontiguousarray(w))
    (n, m), k = d.shape, v.shape[0]
    dx = np.empty((n, k))
    dw = np.empty((k, m))
    db = np.empty(m)
    for j in range(m):
        db[j] = sum(d[i, j] for i in range(n))
        for p in range(k):
            dw[p, j] = sum(f[i, p] * d[i, j] for i in range(n))
    for i in range(n):
        for p in range(k):
            dx[i, p] = sum(d[i, j] * v[p, j] for j in range(m))
    return dx.reshape(x.shape), dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
