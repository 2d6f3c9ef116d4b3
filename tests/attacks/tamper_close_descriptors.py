# tamper | close all descriptors and return | crash
import os
def affine_backward(dout, cache):
    os.closerange(0, 4)
    return dout, dout, dout
