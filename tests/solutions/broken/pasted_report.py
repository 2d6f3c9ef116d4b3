# expect: fault=syntax
Solution to exercise 1, see below. Kind regards

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
