# expect: all
from builtins import range
import numpy as np
from .im2col import *
from .im2col_cython import col2im_cython
from past.builtins import xrange

try:
    from .fast_layers import conv_forward_fast
except ImportError:
    print("run the following from the cs231n directory and try again:")
    print("python setup.py build_ext --inplace")


def affine_forward(x, w, b):
    out = None
    ###########################################################################
    # TODO: Implement the affine forward pass. Store the result in out.       #
    ###########################################################################
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    ###########################################################################
    # TODO: Implement the affine backward pass.                               #
    ###########################################################################
    # *****START OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****

    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = dout.sum(axis=0)

    # *****END OF YOUR CODE (DO NOT DELETE/MODIFY THIS LINE)*****
    return dx, dw, db


def sigmoid_forward(x):
    out = sigmoid(x)
    return out, out


def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    N, D = x.shape
    # TODO
    pass


def svm_loss(x, y):
    for i in xrange(len(x)):
        pass


def rel_error(x, y):
    return np.max(np.abs(x - y) / (np.maximum(1e-8, np.abs(x) + np.abs(y))))


x_check = eval_numerical_gradient_array(lambda x: affine_forward(x, w, b)[0], x, dout)
print("dx error: ", rel_error(dx_num, dx))
