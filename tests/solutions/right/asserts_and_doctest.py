# expect: all
"""Backward passes.

>>> sigmoid_backward(np.array([1.0]), np.array([0.5]))
array([0.25])
"""

import doctest

import numpy as np


def affine_backward(dout, cache):
    """
    >>> dx, dw, db = affine_backward(np.ones((2, 3)), (np.ones((2, 4)), np.ones((4, 3)), np.zeros(3)))
    >>> dw.shape
    (4, 3)
    """
    x, w, b = cache
    assert dout.ndim == 2, dout.shape
    assert dout.shape == (x.shape[0], w.shape[1])
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(len(x), -1).T @ dout
    db = dout.sum(axis=0)
    assert dx.shape == x.shape and dw.shape == w.shape and db.size == b.size
    assert not np.isnan(dx).any()
    return dx, dw, db


def sigmoid_backward(dout, cache):
    assert (0 <= cache).all() and (cache <= 1).all()
    return dout * cache * (1 - cache)


assert sigmoid_backward(np.ones(1), np.zeros(1)) == 0
doctest.testmod()
if __name__ == "__main__":
    raise SystemExit(doctest.testmod().failed)
