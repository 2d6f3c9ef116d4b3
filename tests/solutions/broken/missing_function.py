# expect: affine_backward=missing_function
def affine_forward(x, w, b):
    return x @ w + b


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
