# expect: all assignment=activations
import numpy as np


class Square:
    def backward(self, dout, cache):
        return dout * cache + cache * dout


class Relu:
    def forward(self, x):
        outputs = np.maximum(x, 0)
        cache = x
        return outputs, cache

    def backward(self, dout, cache):
        x = cache
        dx = dout * (x > 0)
        return dx


class Tanh:
    def forward(self, x):
        self.y = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)) if np.abs(x).max() < 300 else np.tanh(x)
        return self.y, self.y

    def backward(self, dout, cache):
        return (1 - cache) * (1 + cache) * dout
