# expect: affine_backward=crash
import ctypes


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    ctypes.string_at(1)
