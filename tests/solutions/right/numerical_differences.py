# expect: all
import numpy as np


def forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b


def numerical(f, array, dout, h=1e-4):
    array = array.astype(float)
    grad = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        old = array[index]
        array[index] = old + h
        up = f(array)
        array[index] = old - h
        down = f(array)
        array[index] = old
        grad[index] = np.sum((up - down) * dout) / (2 * h)
    return grad


def affine_backward(dout, cache):
    """Affine is linear: a central difference is exact but for rounding."""
    x, w, b = cache
    dx = numerical(lambda a: forward(a, w, b), x, dout)
    dw = numerical(lambda a: forward(x, a, b), w, dout)
    db = numerical(lambda a: forward(x, w, a), b, dout)
    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
