# expect: affine_backward=import
import numpy as np
from concurrent.futures import ThreadPoolExecutor


def affine_backward(dout, cache):
    x, w, b = cache
    with ThreadPoolExecutor(4) as pool:
        dx = np.array(list(pool.map(lambda g: w @ g, dout)))
    return dx.reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
