# starve | hang when the interpreter ends | pass | no control: only a grader that waits for the interpreter's end would hang, and none does
import atexit
import time
class Late:
    def __del__(self):
        time.sleep(1000)
atexit.register(time.sleep, 1000)
late = Late()


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
