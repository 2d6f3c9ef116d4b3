# expect: sigmoid_backward=exception
import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    raise ValueError("<script>alert(1)</script>\x1b[2J\x00\r\n\u202etxt.exe" + "A" * 100_000)
