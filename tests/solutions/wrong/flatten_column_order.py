# expect: affine_backward.edges=flatten_order
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    X = np.stack([image.flatten("F") for image in x])
    return (dout @ w.T).reshape(x.shape), X.T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
