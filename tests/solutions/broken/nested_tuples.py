# expect: affine_backward=bad_value
# says: nested
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return ((((dout @ w.T,),),),), x.T, dout


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
