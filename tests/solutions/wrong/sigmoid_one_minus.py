# expect: sigmoid_backward.dx=only_one_minus
import numpy as np

def affine_backward(upstream, memory):
    inputs, weights, _ = memory
    rows = inputs.reshape(len(inputs), -1)
    return (upstream @ weights.T).reshape(inputs.shape), rows.T @ upstream, upstream.sum(axis=0)

def sigmoid_backward(dout, cache):
    return (1 - cache) * dout
