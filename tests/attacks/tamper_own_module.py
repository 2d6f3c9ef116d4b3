# tamper | replace its own module | pass | no control: it only harms itself
import sys
sys.modules["submission"] = None
sys.modules["inside"] = sys.modules["__main__"] = 5


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
