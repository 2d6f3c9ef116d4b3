# expect: fault=syntax
# says: Line 3
>>> import numpy as np
>>> def sigmoid_backward(dout, cache):
...     return dout * cache * (1 - cache)
