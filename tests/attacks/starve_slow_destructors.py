# starve | cycles whose destructors take for ever | time_limit | naive grader: hung
import time
class Slow:
    def __init__(self):
        self.me = self
    def __del__(self):
        time.sleep(0.05)
while True:
    Slow()


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
