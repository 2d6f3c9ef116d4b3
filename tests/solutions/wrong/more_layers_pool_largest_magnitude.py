# expect: max_pool_backward.reference.dx+differences+edges=largest_magnitude assignment=more-layers
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
    N, C, H, W = x.shape
    dx = np.zeros_like(x)
    for i in range(H // 2):
        for j in range(W // 2):
            win = np.abs(x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2])
            dx[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = (
                win == win.max(axis=(2, 3), keepdims=True)
            ) * dout[:, :, i, j][:, :, None, None]
    return dx
