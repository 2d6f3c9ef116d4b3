# expect: affine_backward=crash
import os


def affine_backward(dout, cache):
    os.abort()


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
