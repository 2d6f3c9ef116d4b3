# expect: affine_backward=memory_limit sigmoid_backward=memory_limit
import numpy as np

big = np.ones((60_000, 60_000))


def affine_backward(dout, cache):
    return big


def sigmoid_backward(dout, cache):
    return big[: len(dout), : dout.shape[1]] * dout
