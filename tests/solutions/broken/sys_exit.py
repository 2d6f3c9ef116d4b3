# expect: affine_backward=exception
import sys


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    sys.exit()
