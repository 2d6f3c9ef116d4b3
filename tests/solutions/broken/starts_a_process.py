# expect: affine_backward=forbidden sigmoid_backward=forbidden
import os
import subprocess


def affine_backward(dout, cache):
    return subprocess.run(["id"], capture_output=True).stdout


def sigmoid_backward(dout, cache):
    os.fork()
    return dout * cache * (1 - cache)
