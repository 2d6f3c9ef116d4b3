# starve | send half a frame and wait | crash or time_limit | naive grader: hung
import os
import time
os.write(3, b"\xff\xff\x00\x00R...")
time.sleep(1000)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
