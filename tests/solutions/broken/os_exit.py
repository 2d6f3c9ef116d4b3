# expect: affine_backward=crash
import os


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    os._exit(0)
