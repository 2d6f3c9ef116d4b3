# expect: fault=syntax
# says: Line 3 begins with a prompt
>>> import numpy as np
>>> def sigmoid_backward(dout, cache):
...     return dout * cache * (1 - cache)
