# expect: batchnorm_backward.exercise+reference.dx+reference.dgamma+differences+edges=over_features assignment=more-layers
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
    mu = x.mean(1, keepdims=True)
    var = x.var(1, keepdims=True)
    s = np.sqrt(var + 1e-5)
    xhat = (x - mu) / s
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(1, keepdims=True) - xhat * (dxhat * xhat).mean(1, keepdims=True)) / s
    return dx, (dout * xhat).sum(0), dout.sum(0)


def max_pool_backward(dout, x):
    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    n, c, h, w = x.shape
    return (x == up(x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5)))) * up(dout)
