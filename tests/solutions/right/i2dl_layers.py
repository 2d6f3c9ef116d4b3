# expect: all
"""Layers of the exercise, with everything around them."""

import numpy as np

from exercise_code.networks.base_networks import Network
from exercise_code.util.download_utils import download_dataset


class Layer:
    def __call__(self, *args):
        return self.forward(*args)


class Sigmoid(Layer):
    def __init__(self):
        pass

    def forward(self, x):
        """
        :param x: Inputs, of any shape
        :return out: Output, of the same shape as x
        :return cache: Cache, for backward computation, of the same shape as x
        """
        shape = x.shape
        out, cache = np.zeros(shape), np.zeros(shape)
        ########################################################################
        # TODO: Implement the forward pass of Sigmoid activation function      #
        ########################################################################
        out = 1 / (1 + np.exp(-x))
        cache = out
        ########################################################################
        #                           END OF YOUR CODE                           #
        ########################################################################
        return out, cache

    def backward(self, dout, cache):
        """
        :return: dx: the gradient w.r.t. input X, of the same shape as X
        """
        dx = None
        ########################################################################
        # TODO: Implement the backward pass of Sigmoid activation function     #
        ########################################################################
        dx = dout * cache * (1 - cache)
        ########################################################################
        #                           END OF YOUR CODE                           #
        ########################################################################
        return dx


class Relu(Layer):
    def forward(self, x):
        outputs = None
        cache = None
        # TODO
        return outputs, cache

    def backward(self, dout, cache):
        dx = None
        # TODO
        return dx


def affine_forward(x, w, b):
    N, M = x.shape[0], b.shape[0]
    out = np.zeros((N, M))
    x_reshaped = np.reshape(x, (x.shape[0], -1))
    out = x_reshaped.dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    dw = np.reshape(x, (x.shape[0], -1)).T.dot(dout)
    dw = np.reshape(dw, w.shape)
    db = np.sum(dout, axis=0, keepdims=False)
    dx = dout.dot(w.T)
    dx = np.reshape(dx, x.shape)
    return dx, dw, db
