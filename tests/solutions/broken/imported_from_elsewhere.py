# expect: affine_backward=import
# says: paste its code
import numpy as np
from my_layers import affine_backward


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
