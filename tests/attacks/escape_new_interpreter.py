# escape | a second interpreter in this process, with imports of its own | pass | gains without: all layers
SOURCE = """
import posix
for path in ("/etc/passwd", "/proc/self/maps", "/bin/sh"):
    try:
        posix.close(posix.open(path, posix.O_RDONLY))
    except OSError as reason:
        posix.write(1, b"refused\\n")
    else:
        posix.write(1, b"GAINED a file\\n")
"""
try:
    import _xxsubinterpreters as interpreters

    interpreters.run_string(interpreters.create(), SOURCE)
except BaseException as reason:
    print("no second interpreter:", type(reason).__name__)
    exec(SOURCE)


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
