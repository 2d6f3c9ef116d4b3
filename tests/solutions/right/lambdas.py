# expect: all
import numpy as np

flat = lambda x: x.reshape(x.shape[0], -1)
affine_backward = lambda dout, cache: (
    (dout @ cache[1].T).reshape(cache[0].shape),
    flat(cache[0]).T @ dout,
    dout.sum(axis=0),
)
sigmoid_backward = lambda d, s: d * s * (1 - s)
