# starve | a constant that folds into gigabytes | pass | no control: the compiler itself refuses it
x = "a" * 10**10
y = (1,) * 10**9


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
