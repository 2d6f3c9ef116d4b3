# expect: all
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape).astype(">f8")
    dw = (x.reshape(x.shape[0], -1).T @ dout).astype(">f8")
    return dx, dw, dout.sum(axis=0).astype(">f8")


def sigmoid_backward(dout, cache):
    return (dout * cache * (1 - cache)).astype(">f8")
