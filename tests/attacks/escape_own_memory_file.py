# escape | write to its own memory past page protection, by /proc | pass | gains without: all layers
def poke():
    value = b"before" * 100
    with open("/proc/self/mem", "r+b", buffering=0) as memory:
        memory.seek(id(value) + 32)
        memory.write(b"after!")
    return value[:6]


try:
    print("GAINED", poke())
except OSError as reason:
    print("refused", reason)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
