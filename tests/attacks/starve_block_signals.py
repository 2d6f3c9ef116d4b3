# starve | block every signal and spin | time_limit | naive grader: hung
import ctypes
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
full = ctypes.create_string_buffer(b"\xff" * 128)
ctypes.CDLL(None).sigprocmask(0, full, None)
while True:
    pass


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
