# expect: affine_backward=memory_limit
def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    return [bytearray(10**8) for _ in range(100)]
