# tamper | rewrite locals of the code around it by tracing | crash | no control: the names it looks for are this product's own
import sys
def trace(frame, event, argument):
    for name in ("mutated", "own_forward", "value"):
        if name in frame.f_locals:
            frame.f_locals[name] = None
    return trace
sys.settrace(trace)
sys._getframe(1).f_trace = trace
def affine_backward(dout, cache):
    return dout, cache[1], cache[2]
