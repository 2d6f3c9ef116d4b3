# starve | write a byte now and then for ever | time_limit or pass | naive grader: hung
import os
import time
while True:
    os.write(1, b"x")
    time.sleep(0.01)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
