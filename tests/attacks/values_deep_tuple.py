# values | a tuple nested a hundred thousand deep | bad_value | no control: a plain comparison of numbers refuses it, too
import numpy as np
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    value = dx
    for _ in range(100_000):
        value = (value,)
    return value
