# expect: affine_backward=bad_value sigmoid_backward=bad_value
# says: an iterator, which holds no numbers yet: put tuple(…) around it
# says: a generator, which holds no numbers yet
import numpy as np


def affine_backward(dout, cache):
    x, w, b = cache
    return map(np.asarray, [(dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)])


def sigmoid_backward(dout, cache):
    return (d * s * (1 - s) for d, s in zip(dout, cache))
