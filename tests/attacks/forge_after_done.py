# forge | frames from destructors and exit handlers | pass | no control: what is written after the last answer meets a closed socket
import atexit
import os
class Late:
    def __del__(self):
        os.write(3, b"\0\0\0\0R")
late = Late()
atexit.register(os.write, 3, b"\0\0\0\0R")


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
