# starve | threads without end | pass | no control: it would take the machine with it
import threading


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

def bomb():
    while True:
        threading.Thread(target=bomb).start()
tried("threads", bomb)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
