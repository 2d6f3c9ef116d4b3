# starve | one array larger than the machine | memory_limit | no control: no machine has that much, so every system refuses it
import numpy as np
def affine_backward(dout, cache):
    return np.ones((10**6, 10**6)), cache[1], cache[2]
