# escape | try every other system call with zeros and list those that work | pass | gains without: the filter
import ctypes
import errno
libc = ctypes.CDLL(None, use_errno=True)
allowed = {0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 35, 39, 60, 96, 99, 102, 104, 107, 108, 110, 131, 186, 201, 202}
allowed |= {219, 228, 229, 230, 231, 318}
made_by_the_kernel_only = {335, 336}
for number in sorted(set(range(600)) - allowed - made_by_the_kernel_only):
    ctypes.set_errno(0)
    result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    if result >= 0 or ctypes.get_errno() not in (1024 + number, errno.ENOENT, errno.ENOSYS):
        print("GAINED call", number, result, ctypes.get_errno())


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
