# values | an empty array whose other axes are longer than any memory | bad_value | no control: it is only to be refused as what it is
import numpy as np


def affine_backward(dout, cache):
    return tuple(np.empty((0, 2**31, 2**31), np.int8) for _ in range(3))
