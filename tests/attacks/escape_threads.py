# escape | start a thread | pass | gains without: all layers
import threading
import _thread


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

tried("thread", lambda: threading.Thread(target=print).start())
tried("_thread", lambda: _thread.start_new_thread(print, ()))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
