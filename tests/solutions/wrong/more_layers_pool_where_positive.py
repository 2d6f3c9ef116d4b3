# expect: max_pool_backward.exercise+reference.dx+differences+edges=where_positive assignment=more-layers
import numpy as np


def mse_loss_backward(dout, cache):
    x, t = cache
    return dout * 2 * (x - t)


def softmax_loss_backward(dout, cache):
    x, t = cache
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(t)), t] -= 1
    return dout * p


def batchnorm_backward(dout, cache):
    x, gamma, _ = cache
    inverse = 1 / np.sqrt(x.var(axis=0) + 1e-5)
    hat = (x - x.mean(axis=0)) * inverse
    dhat = dout * gamma
    dx = inverse * (dhat - dhat.mean(axis=0) - hat * (dhat * hat).mean(axis=0))
    return dx, (dout * hat).sum(axis=0), dout.sum(axis=0)


def max_pool_backward(dout, cache):
    x = cache
    up = np.kron(dout, np.ones((2, 2)))
    return up * (x > 0)
