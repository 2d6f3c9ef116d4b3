# expect: fault=syntax
# xfail: the hint on indentation comes first and hides the one on merge conflicts
# says: merge conflict
import numpy as np


def sigmoid_backward(dout, cache):
<<<<<<< HEAD
    return dout * cache * (1 - cache)
=======
    return dout * cache
>>>>>>> origin/main
