# expect: all
import numpy as np


def sigmoid_backward(dout, cache):
    pair = np.empty(cache.shape, dtype=[("up", float), ("y", float)])
    pair["up"], pair["y"] = dout, cache
    return pair["up"] * pair["y"] * (1 - pair["y"])


def affine_backward(dout, cache):
    x, w, b = cache
    both = np.empty(w.shape, dtype=[("w", float), ("dw", float)])
    both["w"] = w
    both["dw"] = x.reshape(len(x), -1).T @ dout
    return (dout @ both["w"].T).reshape(x.shape), both["dw"], np.array(dout).sum(axis=0)
