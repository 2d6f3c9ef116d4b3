# starve | write past print without end | output_limit | naive grader: hung
import os
while True:
    os.write(1, b"x" * 65536)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
