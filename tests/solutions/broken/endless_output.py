# expect: affine_backward=output_limit
import os

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def affine_backward(dout, cache):
    while True:
        os.write(1, b"x" * 65536)
