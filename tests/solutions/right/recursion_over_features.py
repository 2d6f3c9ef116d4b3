# expect: all
import numpy as np


def columns_of_dx(dout, w, k=0):
    if k == w.shape[0]:
        return []
    return [dout @ w[k]] + columns_of_dx(dout, w, k + 1)


def rows_of_dw(flat, dout, k=0):
    if k == flat.shape[1]:
        return []
    return [flat[:, k] @ dout] + rows_of_dw(flat, dout, k + 1)


def total(rows):
    return rows[0] if len(rows) == 1 else rows[0] + total(rows[1:])


def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    dx = np.column_stack(columns_of_dx(dout, w)).reshape(x.shape)
    return dx, np.vstack(rows_of_dw(flat, dout)), total(dout)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
