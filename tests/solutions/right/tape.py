# expect: all
import numpy as np


class Node:
    def __init__(self, value, parents=()):
        self.value, self.parents = value, parents
        self.grad = np.zeros_like(value, dtype=float)

    def backward(self, upstream):
        self.grad = self.grad + upstream
        for parent, pull in self.parents:
            parent.backward(pull(upstream))


def reshape(a, shape):
    return Node(a.value.reshape(shape), ((a, lambda g: g.reshape(a.value.shape)),))


def matmul(a, b):
    return Node(a.value @ b.value, ((a, lambda g: g @ b.value.T), (b, lambda g: a.value.T @ g)))


def add_row(a, row):
    return Node(a.value + row.value, ((a, lambda g: g), (row, lambda g: g.sum(axis=0).reshape(row.value.shape))))


def affine_backward(dout, cache):
    x, w, b = map(Node, cache)
    add_row(matmul(reshape(x, (x.value.shape[0], -1)), w), b).backward(dout)
    return x.grad, w.grad, b.grad


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
