# values | an array whose lengths are rewritten in memory after it was made | crash or memory_limit or bad_value or exception | no control: a naive grader refuses the shape before it reads the numbers
import ctypes
import numpy as np
array = np.zeros((2, 2))
lengths = ctypes.c_ssize_t.from_address(id(array) + 32).value
(ctypes.c_ssize_t * 2).from_address(lengths)[:] = 1 << 30, 1 << 30


def affine_backward(dout, cache):
    return array, array, array
