# escape | signal the zygote, the group, and everybody | pass | gains without: the filter
import os
import signal


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

parent = os.getppid()
for number in (0, signal.SIGSTOP, signal.SIGKILL):
    tried(f"kill {number}", lambda: os.kill(parent, number))
    tried(f"kill 1 {number}", lambda: os.kill(1, number))
tried("group", lambda: os.killpg(os.getpgid(0), signal.SIGKILL))
tried("all", lambda: os.kill(-1, signal.SIGKILL))
tried("pidfd", lambda: signal.pidfd_send_signal(os.pidfd_open(parent), signal.SIGKILL))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
