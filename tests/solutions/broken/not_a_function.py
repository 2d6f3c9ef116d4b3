# expect: affine_backward=missing_function sigmoid_backward=missing_function
# says: not a function
import numpy as np

affine_backward = np.ones((2, 2))
sigmoid_backward = None
