# starve | map gigabytes of shared memory | pass | no control: it would fill the machine's memory
import mmap


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

def huge():
    return mmap.mmap(-1, 10 * 2**30)
tried("10 GiB", huge)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
