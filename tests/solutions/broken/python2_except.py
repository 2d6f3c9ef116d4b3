# expect: fault=not_supported
# says: Python 2
import numpy as np


def sigmoid_backward(dout, cache):
    try:
        return dout * cache * (1 - cache)
    except ValueError, e:
        raise
