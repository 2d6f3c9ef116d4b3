"""Everything that student code may import, loaded before the doors close.

Inside the sandbox no file can be opened, so what is not imported here does not exist there. Code paths
that import or open something on first use are walked once.
"""

from __future__ import annotations

import builtins
import importlib
import signal
import sys
import traceback
import warnings

MODULES = """
    __future__ abc argparse array ast base64 bisect calendar cmath codecs collections collections.abc
    contextlib copy csv ctypes dataclasses datetime decimal difflib dis doctest enum fractions functools gc
    graphlib hashlib heapq inspect io itertools json keyword linecache locale
    logging math numbers operator os os.path
    pathlib pdb pickle platform pprint queue random re reprlib secrets shutil signal statistics string
    struct sys tempfile textwrap threading time timeit token tokenize traceback types typing unicodedata
    unittest unittest.mock uuid warnings weakref zlib
    encodings.ascii encodings.cp1252 encodings.idna encodings.latin_1 encodings.iso8859_15
    encodings.mac_roman encodings.punycode encodings.raw_unicode_escape encodings.unicode_escape
    encodings.utf_16 encodings.utf_8 encodings.utf_8_sig
    numpy numpy.char numpy.core numpy.core.numeric numpy.core.umath numpy.ctypeslib numpy.dtypes
    numpy.exceptions numpy.fft numpy.lib.format numpy.lib.mixins numpy.lib.npyio numpy.lib.scimath
    numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.matlib numpy.polynomial numpy.random numpy.rec
    numpy.strings numpy.testing numpy.typing
"""


def load() -> list[str]:
    """Import all of `MODULES` and use what loads lazily; return what this Python does not have."""
    missing = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in MODULES.split():
            try:
                importlib.import_module(name)
            except ImportError:
                missing.append(name)
        _walk_lazy_paths()
    _complete_builtins()
    return missing


def _walk_lazy_paths() -> None:
    """BLAS, LAPACK, random numbers, printing, tracebacks and the parser, once each."""
    np = importlib.import_module("numpy")
    square = np.random.default_rng(0).normal(size=(32, 32))
    for compute in (np.linalg.svd, np.linalg.inv, np.linalg.eig, np.fft.fft, np.sort, repr, np.array2string):
        compute(square)
    np.einsum("ij,jk->ik", square, square, optimize=True)
    np.linalg.solve(square, square @ square)
    np.random.seed(0)
    np.random.rand(2)
    importlib.import_module("random").seed(0)
    try:
        np.testing.assert_allclose(1.0, 2.0)
    except AssertionError:
        traceback.format_exc()
    compile("é = 1\nprint(f'{é!r:>10}')", "x", "exec")
    str(signal.SIGSEGV)
    "é".encode("idna")


def _complete_builtins() -> None:
    """Give the names that `site` would: honest files may call exit()."""
    for name in ("exit", "quit"):
        setattr(builtins, name, sys.exit)
