# expect: batchnorm_backward.exercise+reference.dx+differences+edges=variance_not_divided assignment=more-layers
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
    n = x.shape[0]
    mu, var = np.mean(x, axis=0), np.var(x, axis=0)
    ivar = 1.0 / np.sqrt(var + 1e-5)
    xhat = (x - mu) * ivar
    dxhat = dout * gamma
    dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * ivar**3
    dmu = np.sum(-dxhat * ivar, axis=0)
    dx = dxhat * ivar + dvar * 2 * (x - mu) + dmu / n
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


def max_pool_backward(dout, x):
    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    n, c, h, w = x.shape
    return (x == up(x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5)))) * up(dout)
