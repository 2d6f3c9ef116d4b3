# values | __array__ that never ends | time_limit | no control: the naive grader does not ask for an array
class Evil:
    def __array__(self, *arguments, **named):
        while True:
            pass


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return Evil()
