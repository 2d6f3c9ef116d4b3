# expect: affine_backward=exception
# says: np
def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, np.sum(dout, axis=0)


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
