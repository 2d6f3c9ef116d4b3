# expect: sigmoid_backward.dx=cache_as_input
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def affine_backward(upstream, memory):
    inputs, weights, _ = memory
    rows = inputs.reshape(len(inputs), -1)
    return (upstream @ weights.T).reshape(inputs.shape), rows.T @ upstream, upstream.sum(axis=0)

def sigmoid_backward(dout, cache):
    x = cache
    return dout * sigmoid(x) * (1 - sigmoid(x))
