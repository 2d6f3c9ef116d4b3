def affine_backward(dout, cache):
    pass
