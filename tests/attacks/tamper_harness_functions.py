# tamper | replace the functions of the code around it | wrong | no control: those functions are this product's own
import sys
import types
def wrong(dout, cache):
    return dout * 0, cache[1] * 0, cache[2] * 0

def modules():
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
        for value in list(frame.f_globals.values()):
            if isinstance(value, types.ModuleType) and value.__name__.startswith("inside"):
                yield value

for module in modules():
    for name in ("unchanged", "snapshot", "filter_holds", "line_of", "at_line"):
        if hasattr(module, name):
            setattr(module, name, lambda *a: True)
affine_backward = wrong
