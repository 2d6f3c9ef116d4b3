# escape | import a module by path, zip and hook | pass | gains without: all layers
import importlib.machinery
import re
import sys
import zipimport


def tried(name, attempt):
    try:
        result = attempt()
    except BaseException as reason:
        print(name, "refused:", type(reason).__name__)
    else:
        print("GAINED", name, repr(result)[:80])

sys.path.insert(0, "/usr/lib/python3/dist-packages")
sys.path.append("/work")
sys.path_hooks.append(zipimport.zipimporter)
tried("sqlite3", lambda: __import__("sqlite3"))
tried("loader", lambda: importlib.machinery.SourceFileLoader("os2", re.__file__).load_module())
tried("data", lambda: importlib.machinery.SourceFileLoader("os2", re.__file__).get_data(re.__file__))


def affine_backward(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
