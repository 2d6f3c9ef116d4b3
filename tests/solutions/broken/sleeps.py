# expect: affine_backward=time_limit
import time


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    time.sleep(60)
