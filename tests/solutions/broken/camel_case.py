# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: Did you mean `sigmoidBackward`?
import numpy as np


def affineBackward(dout, cache):
    return dout


def sigmoidBackward(dout, cache):
    return dout * cache * (1 - cache)
