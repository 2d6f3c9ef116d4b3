# expect: fault=not_supported
# says: Python 2
import numpy as np


def sigmoid_backward(dout, cache):
    print "shapes", dout.shape
    return dout * cache * (1 - cache)
