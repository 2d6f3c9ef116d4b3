# expect: all
from numpy import *
from math import *


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dot(dout, transpose(w))
    dw = dot(transpose(reshape(x, (len(x), -1))), dout)
    return reshape(dx, shape(x)), dw, sum(dout, axis=0)


def sigmoid_backward(dout, cache):
    return multiply(dout, multiply(cache, subtract(1, cache)))
