# starve | close all descriptors and spin | crash or time_limit | naive grader: hung
import os
os.closerange(0, 4)
while True:
    pass


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
