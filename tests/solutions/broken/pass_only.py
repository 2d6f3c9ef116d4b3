# expect: affine_backward=bad_value sigmoid_backward=bad_value
def affine_backward(dout, cache):
    pass


def sigmoid_backward(dout, cache):
    ...
