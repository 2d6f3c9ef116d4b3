# expect: affine_backward=bad_value
import numpy as np


class Liar(tuple):
    def __len__(self):
        return 10**9

    def __iter__(self):
        return iter(())


def affine_backward(dout, cache):
    return Liar((1, 2, 3))


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
