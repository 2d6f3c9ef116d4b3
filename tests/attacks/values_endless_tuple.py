# values | a tuple whose iteration never ends | memory_limit | no control: a plain comparison of numbers refuses it, too
class Endless(tuple):
    def __iter__(self):
        while True:
            yield bytearray(10**7)


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return Endless((dx, dw, db))
