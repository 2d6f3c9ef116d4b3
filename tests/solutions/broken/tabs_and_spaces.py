# expect: fault=syntax
# says: tabs
import numpy as np


def sigmoid_backward(dout, cache):
    if True:
        y = cache
	return dout * y * (1 - y)
