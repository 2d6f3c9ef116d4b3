# expect: all
# No numpy at all: lists of lists in, lists of lists out.


def dot(u, v):
    return sum(a * b for a, b in zip(u, v))


def flatten(x):
    if not isinstance(x, list):
        return [x]
    return [number for part in x for number in flatten(part)]


def unflatten(numbers, like):
    if not isinstance(like, list):
        return next(numbers)
    return [unflatten(numbers, part) for part in like]


def affine_backward(dout, cache):
    x, w, b = (a.tolist() for a in cache)
    dout = dout.tolist()
    rows = [flatten(row) for row in x]
    dx = [[dot(g, w_row) for w_row in w] for g in dout]
    dw = [[dot(column, g) for g in zip(*dout)] for column in zip(*rows)]
    db = [sum(g) for g in zip(*dout)]
    dx = [unflatten(iter(grad), row) for grad, row in zip(dx, x)]
    return dx, dw, db


def sigmoid_backward(dout, cache):
    def go(d, y):
        if isinstance(d, list):
            return [go(*pair) for pair in zip(d, y)]
        return d * y * (1 - y)

    return go(dout.tolist(), cache.tolist())
