# expect: softmax_loss_backward.exercise+reference.dx+differences+edges=by_the_probabilities assignment=more-layers
import numpy as np


def mse_loss_backward(dout, cache):
    x, t = cache
    return dout * 2 * (x - t)


def softmax_loss_backward(dout, cache):
    x, y = cache
    p = np.exp(x - x.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    oh = np.zeros_like(p)
    oh[np.arange(len(y)), y] = 1
    return dout * (-oh / p)


def batchnorm_backward(dout, cache):
    x, gamma, _ = cache
    inverse = 1 / np.sqrt(x.var(axis=0) + 1e-5)
    hat = (x - x.mean(axis=0)) * inverse
    dhat = dout * gamma
    dx = inverse * (dhat - dhat.mean(axis=0) - hat * (dhat * hat).mean(axis=0))
    return dx, (dout * hat).sum(axis=0), dout.sum(axis=0)


def max_pool_backward(dout, x):
    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    n, c, h, w = x.shape
    return (x == up(x.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5)))) * up(dout)
