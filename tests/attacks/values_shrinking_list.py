# values | a list that says another length each time | wrong | no control: a plain comparison of numbers refuses it, too
class Liar(list):
    def __len__(self):
        return 3

    def __getitem__(self, key):
        raise IndexError


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = dout @ w.T, x.T @ dout, dout.sum(axis=0)
    return Liar([dx * 0, dw, db])
