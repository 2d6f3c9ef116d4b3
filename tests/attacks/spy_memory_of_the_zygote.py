# spy | read the memory of the process it was forked from | pass | gains without: all layers
import ctypes
import os
libc = ctypes.CDLL(None)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


word = b"forked, so the same is there"
buffer = ctypes.create_string_buffer(len(word))
mine, theirs = Piece(ctypes.addressof(buffer), len(word)), Piece(id(None), 16)
if libc.process_vm_readv(os.getppid(), ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0) > 0:
    print("GAINED", buffer.raw)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
