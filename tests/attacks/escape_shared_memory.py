# escape | shared memory and semaphores of POSIX | pass | gains without: all layers
import ctypes


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

libc = ctypes.CDLL(None, use_errno=True)
def shm():
    fd = libc.shm_open(b"/dout-attack", 0o102, 0o600)
    if fd < 0:
        raise OSError(ctypes.get_errno())
    libc.shm_unlink(b"/dout-attack")
    return fd
tried("shm_open", shm)
tried("multiprocessing", lambda: __import__("multiprocessing.shared_memory").shared_memory.SharedMemory(create=True, size=10))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
