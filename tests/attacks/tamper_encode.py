# tamper | send another value than was returned | forbidden | no control: the function replaced is this product's own
import sys
import types
def modules():
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
        for value in list(frame.f_globals.values()):
            if isinstance(value, types.ModuleType) and value.__name__.startswith("inside"):
                yield value

for module in modules():
    if module.__name__ == "inside.codec":
        module.encode = lambda value: b"N"
        print("replaced")


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
