# values | right values with an imaginary part | wrong | no control: a plain comparison of numbers refuses it, too
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return dx + 1j, dw + 1j, db + 1j
