# starve | colliding keys | pass | no control: it only costs time
class Same:
    def __hash__(self):
        return 1
x = {Same(): 1 for _ in range(1500)}


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
