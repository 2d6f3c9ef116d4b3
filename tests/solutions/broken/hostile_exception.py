# expect: affine_backward=exception
def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


class Bad(Exception):
    def __str__(self):
        raise RuntimeError("<script>alert(1)</script>")


def affine_backward(dout, cache):
    raise type("<script>alert(1)</script>\x1b[31m" + "A" * 10**6, (Bad,), {})()
