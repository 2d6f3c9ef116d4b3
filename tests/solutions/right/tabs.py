# expect: all
import numpy as np


def affine_backward(dout, cache):
	x, w, b = cache
	if x.ndim > 2:
		rows = x.reshape(x.shape[0], -1)
	else:
		rows = x
	dx = dout.dot(w.T).reshape(x.shape)
	dw = rows.T.dot(dout)
	db = np.sum(dout, 0)
	return dx, dw, db


def sigmoid_backward(dout, cache):
	return dout*cache*(1-cache)
