# expect: fault=syntax
# says: indentation
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
      dx = dout.dot(w.T)
    return dx


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
