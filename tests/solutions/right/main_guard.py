# expect: all
import sys

import numpy as np

def affine_backward(upstream, memory):
    inputs, weights, _ = memory
    rows = inputs.reshape(len(inputs), -1)
    return (upstream @ weights.T).reshape(inputs.shape), rows.T @ upstream, upstream.sum(axis=0)

def sigmoid_backward(dout, cache):
    dx = None
    y = cache
    dx = dout * (y * (1.0 - y))
    return dx

def main(argv):
    x = np.arange(4.0).reshape(2, 2)
    print(affine_backward(np.ones((2, 2)), (x, x, x[0])))
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv)
else:
    print("imported as", __name__)
