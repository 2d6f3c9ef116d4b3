# escape | change flags of shared descriptors | pass | gains without: the filter
import fcntl
import os


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

for fd in range(4):
    tried(f"fcntl {fd}", lambda: fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK))
    tried(f"owner {fd}", lambda: fcntl.fcntl(fd, fcntl.F_SETOWN, os.getppid()))
    tried(f"ioctl {fd}", lambda: fcntl.ioctl(fd, 0x5412, b"x"))
    tried(f"blocking {fd}", lambda: os.set_blocking(fd, False))
tried("lock", lambda: fcntl.flock(1, fcntl.LOCK_EX))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
