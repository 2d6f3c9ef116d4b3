# expect: affine_backward.shapes+dw=jacobian
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = x.reshape(len(x), -1)
    # dY/dW as a matrix: (N M) x (D M)
    dw = np.kron(X, np.eye(w.shape[1]))
    return (dout @ w.T).reshape(x.shape), dw, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
