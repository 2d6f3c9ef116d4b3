# escape | stop or kill itself so that the verdict is confused | pass | no control: who stops or kills itself cannot say so; the wall limit ends both
import os
import signal


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("stop", lambda: os.kill(os.getpid(), signal.SIGSTOP))
tried("raise", lambda: signal.raise_signal(signal.SIGSTOP))
tried("kill", lambda: os.kill(os.getpid(), signal.SIGKILL))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
