# expect: batchnorm_backward.exercise+reference.dx+differences+edges=sums_for_means assignment=more-layers
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
    x, gamma, beta = cache
    s = np.sqrt(x.var(0) + 1e-5)
    xhat = (x - x.mean(0)) / s
    dxhat = dout * gamma
    dx = (dxhat - dxhat.sum(0) - xhat * (dxhat * xhat).sum(0)) / s
    return dx, (dout * xhat).sum(0), dout.sum(0)


def max_pool_backward(dout, x):
    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    n, c, h, w = x.shape
    return (x == up(x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5)))) * up(dout)
