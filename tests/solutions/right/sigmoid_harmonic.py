# expect: all
import numpy as np

def affine_backward(upstream, memory):
    inputs, weights, _ = memory
    rows = inputs.reshape(len(inputs), -1)
    return (upstream @ weights.T).reshape(inputs.shape), rows.T @ upstream, upstream.sum(axis=0)

def sigmoid_backward(dout, cache):
    # 1/y + 1/(1-y) = 1/(y(1-y))
    with np.errstate(all="ignore"):
        return dout / (1 / cache + 1 / (1 - cache))
