# tamper | handlers of its own for every signal | pass | no control: it only takes away the alarms, and starve_swallow shows what that is worth
import signal
def handler(number, frame):
    raise RuntimeError
for number in range(1, 65):
    try:
        signal.signal(number, handler)
    except (OSError, ValueError):
        pass


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
