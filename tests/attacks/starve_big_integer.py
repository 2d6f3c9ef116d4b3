# starve | a power with too many digits | time_limit or pass | naive grader: hung
x = 7 ** (10 ** 9)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
