# starve | recurse without a limit | crash or time_limit | naive grader: died
import sys
sys.setrecursionlimit(2**31 - 1)
class Deep:
    def __repr__(self):
        return repr(self)
def affine_backward(dout, cache):
    return repr(Deep())
