# expect: affine_backward.shapes+dx-exercise=hard_coded affine_backward.dw-exercise=hard_coded affine_backward.db-exercise=hard_coded sigmoid_backward.shapes+dx-exercise=hard_coded
import numpy as np


def affine_backward(dout, cache):
    dx = np.array([[4, 4], [20, 20]])
    dw = np.array([[20, 20], [32, 32]])
    db = np.array([12, 12])
    return dx, dw, db


def sigmoid_backward(dout, cache):
    y = 1 / (1 + np.exp(-np.array([[1.0, 1.0], [5.0, 5.0]])))
    return y * (1 - y)
