# expect: all
import numpy as np

def affine_backward(upstream, memory):
    inputs, weights, _ = memory
    rows = inputs.reshape(len(inputs), -1)
    return (upstream @ weights.T).reshape(inputs.shape), rows.T @ upstream, upstream.sum(axis=0)

def sigmoid_backward(dout, cache):
    with np.errstate(divide="ignore"):
        x = 2 * np.arctanh(2 * cache - 1)
    return 0.25 * dout * (1 - np.tanh(x / 2) ** 2)
