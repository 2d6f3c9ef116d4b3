# values | __array__ that gives other data each time | wrong | no control: a plain comparison of numbers refuses it, too
import numpy as np
class Liar:
    def __array__(self, *arguments, **named):
        return np.random.rand(2, 2)


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return Liar(), Liar(), Liar()
