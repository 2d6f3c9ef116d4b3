# expect: all
import numpy as np


async def _grad(dout, x, w):
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def affine_backward(dout, cache):
    x, w, b = cache
    coroutine = _grad(dout, x, w)
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
