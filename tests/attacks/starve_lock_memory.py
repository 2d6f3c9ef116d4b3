# starve | pin memory | pass | no control: RLIMIT_MEMLOCK of most machines forbids it already
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.mlockall(3) == 0:
    print("GAINED mlockall")


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
