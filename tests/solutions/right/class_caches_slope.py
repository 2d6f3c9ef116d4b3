# expect: all
import numpy as np


class AffineLayer(object):
    def forward(self, x, w, b):
        X = x.reshape(x.shape[0], -1)
        return X.dot(w) + b, (X, w, x.shape)

    def backward(self, dout, cache):
        X, w, shape = cache
        return np.reshape(dout.dot(w.T), shape), X.T.dot(dout), dout.sum(axis=0)


class SigmoidLayer(object):
    def forward(self, x):
        out = 0.5 * (1 + np.tanh(0.5 * x))
        return out, out * (1 - out)

    def backward(self, dout, cache):
        return dout * cache
