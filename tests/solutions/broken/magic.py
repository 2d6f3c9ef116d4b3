# expect: fault=syntax
# says: notebooks only
%matplotlib inline
import numpy as np


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
