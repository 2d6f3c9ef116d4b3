# expect: fault=syntax
# says: Line 6
import numpy as np


print(“hello”)
def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
