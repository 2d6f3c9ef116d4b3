# expect: all
import functools
import time

import numpy as np


def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        start = time.perf_counter()
        result = function(*args, **kwargs)
        wrapper.seconds += time.perf_counter() - start
        return result

    wrapper.seconds = 0.0
    return wrapper


def checked(*shapes):
    def decorate(function):
        def wrapper(dout, cache):
            assert dout is not None and cache is not None
            return function(dout, cache)

        return wrapper

    return decorate


@timed
@checked("N", "M")
def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@timed
def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
