# expect: affine_backward.shapes+dx+dw+db+purity=
def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None

    # some math

    return dx, dw, db


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
