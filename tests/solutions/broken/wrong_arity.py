# expect: affine_backward=signature
def affine_backward(dout):
    return dout


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
