# escape | run a program six ways | pass | gains without: all layers
import os
import subprocess


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

def system():
    if os.system("true") == 0:
        return 0
    raise OSError

tried("system", system)
tried("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
tried("popen", lambda: subprocess.run(["/bin/true"]))
tried("execv", lambda: os.execv("/bin/no-such-program", ["x"]) if False else os.posix_spawnp("true", ["true"], {}))
tried("fork", lambda: os.waitpid(os.fork() or os._exit(0), 0))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
