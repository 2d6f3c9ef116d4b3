# expect: fault=syntax
# says: merge conflict
import numpy as np


def sigmoid_backward(dout, cache):
<<<<<<< HEAD
    return dout * cache * (1 - cache)
=======
    return dout * cache
>>>>>>> origin/main
