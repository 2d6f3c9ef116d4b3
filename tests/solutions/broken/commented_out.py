# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: defines no functions
import numpy as np

# def affine_backward(dout, cache):
#     return dout
"""
def sigmoid_backward(dout, cache):
    return dout
"""
