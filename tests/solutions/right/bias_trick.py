# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    # merge b into W as in the lecture
    X1 = np.hstack((x.reshape(N, -1), np.ones((N, 1))))
    W1 = np.vstack((w, b))
    dX1 = dout @ W1.T
    dW1 = X1.T @ dout
    return dX1[:, :-1].reshape(x.shape), dW1[:-1, :], dW1[-1, :]


def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx
