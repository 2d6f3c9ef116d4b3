# expect: all
from functools import partial

import numpy as np


def _affine(reduction, dout, cache):
    x, w, b = cache
    scale = {"sum": 1.0, "mean": 1.0 / len(dout)}[reduction]
    dout = dout * scale
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def _elementwise(dout, cache, slope):
    return dout * slope(cache)


affine_backward = partial(_affine, "sum")
sigmoid_backward = partial(_elementwise, slope=lambda y: y * (1 - y))
