# expect: all
import numpy as np

affine_backward = lambda dout, cache: (  # noqa: E731
    (dout @ cache[1].T).reshape((x := cache[0]).shape),
    x.reshape(len(x), -1).T @ dout,
    dout.sum(0),
)
sigmoid_backward = lambda dout, cache: dout * (y := cache) * (1 - y)  # noqa: E731
