# values | __array__ that never ends | time_limit
class Evil:
    def __array__(self, *arguments, **named):
        while True:
            pass


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return Evil()
