# expect: all
import numpy as np


def affine_backward(dout, cache, /):
    match cache:
        case (x, w, _):
            pass
    n = (X := x.reshape(len(x), -1)).shape[0]
    assert n == len(dout), f"{n=}"
    return (dout @ w.T).reshape(x.shape), X.T @ dout, (np.ones(n) @ dout)


def sigmoid_backward(dout, cache):
    return dout * (y := cache) * (1 - y)
