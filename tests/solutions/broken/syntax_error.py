# expect: 0 fault=syntax
def affine_backward(dout, cache)
    return 1
