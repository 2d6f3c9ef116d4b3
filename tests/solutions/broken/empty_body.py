# expect: fault=syntax
# says: expected an indented block
import numpy as np


def affine_backward(dout, cache):
    # TODO


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
