# starve | an exception with a chain of a hundred thousand causes | exception | no control: it is harmless where the chain is not printed
def affine_backward(dout, cache):
    error = None
    for _ in range(100_000):
        new = ValueError()
        new.__context__ = error
        error = new
    raise error
