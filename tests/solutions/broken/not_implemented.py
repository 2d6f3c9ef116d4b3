# expect: affine_backward=exception
# says: NotImplementedError
import numpy as np


def affine_backward(dout, cache):
    # TODO: Implement the affine backward pass.
    raise NotImplementedError


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
