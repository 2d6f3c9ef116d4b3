# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    db = np.fft.fft(dout, axis=0)[0].real  # the zeroth frequency is the sum
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
