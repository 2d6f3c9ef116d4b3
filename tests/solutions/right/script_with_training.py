# expect: all
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import load_digits

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)

digits = load_digits()
X_train = digits.data / 16.0
W = np.random.randn(64, 10) * 0.01
losses = []
for epoch in range(100):
    Y = X_train @ W
    losses.append(Y.sum())
plt.plot(losses)
plt.show()
df = pd.read_csv("results.csv")
with open("weights.npy", "wb") as f:
    np.save(f, W)
assert affine_backward(1, 2) == 3, "this test is old"
