# starve | send large frames without end | forbidden | naive grader: hung
import os
frame = (1 << 20).to_bytes(4, "little") + b"R" + bytes(1 << 20)
while True:
    os.write(3, frame)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
