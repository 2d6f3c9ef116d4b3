# starve | unpack gigabytes from a few bytes | pass | no control: it would fill the machine's memory
import zlib
data = zlib.compress(bytes(10**6), 9)
text = zlib.decompress(data, bufsize=10**10)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
