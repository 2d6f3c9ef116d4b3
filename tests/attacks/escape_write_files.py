# escape | write a file anywhere | pass | no control: as root it would change this machine's folders; escape_memfd and escape_map_files show the same calls at work
import os
import numpy as np


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

def write(path):
    with open(path, "w") as file:
        file.write("x")
    os.unlink(path)

for path in ("/tmp/dout-attack", "/dev/shm/dout-attack", "dout-attack", "/proc/self/oom_score_adj"):
    tried(path, lambda: write(path))
tried("save", lambda: np.save("/tmp/dout-attack.npy", np.ones(3)))
tried("mkdir", lambda: os.mkdir("/tmp/dout-attack-folder"))
tried("symlink", lambda: os.symlink("/etc/passwd", "/tmp/dout-attack-link"))
tried("rename", lambda: os.rename("/tmp", "/tmp2"))
tried("chmod", lambda: os.chmod("/", 0o777))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
