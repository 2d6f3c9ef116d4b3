"""How an upload becomes a module: encodings, missing imports, statements that fail."""

import textwrap
from collections.abc import Callable

import pytest

from grader.messages import Fault, FaultKind, Run

from .conftest import HONEST, is_right

Faulty = Callable[..., Fault]
Grade = Callable[..., Run]


def right(run: Run) -> bool:
    return all(is_right(reply) for reply in run.replies)


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + HONEST.encode(),
        HONEST.replace("\n", "\r\n").encode(),
        HONEST.replace("\n", "\r").encode(),
        b"# -*- coding: latin-1 -*-\n# Gr\xfc\xdfe\n" + HONEST.encode(),
        b"# coding: cp1252\nname = 'M\xfcnchen \x80'\n" + HONEST.encode(),
        ("# Grüße, 梯度\n" + HONEST.replace("dout", "δout")).encode(),
        HONEST.encode() + b"\x0c\n",
        HONEST.replace("    ", "\t").encode(),
    ],
    ids=["BOM", "CRLF", "CR", "latin-1", "cp1252", "greek names", "form feed", "tabs"],
)
def test_every_honest_encoding_is_read(grade: Grade, source: bytes) -> None:
    assert right(grade(source))


@pytest.mark.parametrize(
    "line",
    [
        "import torch",
        "import torch.nn as nn, numpy as np",
        "from exercise_code.networks.layer import Layer",
        "from .im2col import *",
        "from . import im2col",
        "from builtins import range, object",
        "from past.builtins import xrange",
        "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (10, 8)\nplt.show()",
        "from exercise_code.data import load\nx_train = load('cifar')[0]\nprint(x_train.shape)",
        "raise SystemExit",
        "exit()",
        "import sys\nsys.exit('bye')",
        "1 / 0",
        "weights = open('weights.npy').read()",
        "import numpy as np\nw = np.load('w.npy')",
        "assert False, 'unfinished'",
        "if __name__ == '__main__':\n    while True: pass",
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        "def later(x: torch.Tensor, y: 'Nothing') -> Missing: ...",
        "'''docstring'''",
        "from __future__ import annotations, division",
        "import unittest\nclass Test(unittest.TestCase):\n    def test(self): pass\nunittest.main()",
    ],
)
def test_what_the_functions_do_not_need_may_fail(grade: Grade, line: str) -> None:
    assert right(grade(line + "\n" + HONEST))


def test_a_placeholder_serves_as_base_class_and_in_isinstance(grade: Grade) -> None:
    source = """
        from exercise_code.layers import Layer
        import torch
        class Affine(Layer, torch.nn.Module):
            def __init__(self):
                super().__init__()
            def backward(self, dout, cache):
                x, w, b = cache
                if isinstance(x, torch.Tensor):
                    x = x.numpy()
                return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    """
    assert right(grade(source))


def test_classes_on_a_missing_base_may_call_it_and_build_on_each_other(grade: Grade) -> None:
    source = """
        from exercise_code.layers import Layer
        from exercise_code.mixins import Named
        class Base(Layer):
            def __init__(self, name):
                super().__init__(name, trainable=True)
        class Affine(Base, Layer, Named):
            def __init__(self):
                super().__init__("affine")
            def backward(self, dout, cache):
                x, w, b = cache
                return dout @ w.T, x.T @ dout, dout.sum(axis=0)
        class Other(Layer, Base):
            pass
    """
    run = grade(source)
    assert right(run)
    assert len(run.notes) == 2


def test_a_guarded_import_fails_as_anywhere(grade: Grade) -> None:
    source = """
        try:
            import torch
            HAVE = True
        except ImportError:
            HAVE = False
        assert not HAVE
        def affine_backward(dout, cache):
            assert not HAVE
            x, w, b = cache
            return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    """
    run = grade(source)
    assert right(run)
    assert run.notes == ()


def test_what_was_skipped_is_listed(grade: Grade) -> None:
    run = grade("import torch\n1 / 0\n" + HONEST)
    assert run.notes == (
        "Line 1: `torch` is not available here.",
        "Skipped line 2, which raised ZeroDivisionError: division by zero",
    )


def test_a_thousand_notes_are_not_sent(grade: Grade) -> None:
    run = grade("1 / 0\n" * 1000 + HONEST)
    assert right(run)
    assert len(run.notes) == 21


@pytest.mark.parametrize(
    ("use", "name"),
    [
        ("torch.mm(dout, dout)", "torch.mm"),
        ("T(dout)", "torch.Tensor"),
        ("dout * nn.pi", "torch.nn.pi"),
        ("nn.functional[0]", "torch.nn.functional"),
        ("[x for x in torch]", "torch"),
        ("np.asarray(T)", "torch.Tensor"),
        ("dout @ T", "torch.Tensor"),
        ("-T", "torch.Tensor"),
        ("np.dot(dout, T)", "torch.Tensor"),
    ],
)
def test_a_placeholder_raises_where_it_is_used(fault: Faulty, use: str, name: str) -> None:
    source = f"""
        import torch, numpy as np
        import torch.nn as nn
        from torch import Tensor as T
        def affine_backward(dout, cache):
            return {use}
    """
    reply = fault(source)
    assert (reply.kind, reply.line) == (FaultKind.IMPORT, 6)
    assert reply.message == f"Line 6 uses `{name}`, which is not available: use numpy."
    assert reply.source_line == f"return {use}"


def test_a_name_of_python_2_is_told_in_python_3(fault: Faulty) -> None:
    reply = fault("from past.builtins import xrange\ndef affine_backward(dout, cache):\n    return xrange(3)")
    assert reply.message == (
        "Line 3 uses `past.builtins.xrange`, which is not available. Python 3 calls it `range`."
    )


def test_an_import_inside_the_function_names_the_module(fault: Faulty) -> None:
    reply = fault("def affine_backward(dout, cache):\n    import scipy.special\n    return dout")
    assert (reply.kind, reply.line) == (FaultKind.IMPORT, 2)
    assert "`scipy" in reply.message


def test_a_name_that_a_missing_star_import_may_have_brought_says_so(fault: Faulty) -> None:
    reply = fault("from .im2col import *\ndef affine_backward(dout, cache):\n    return im2col_indices(dout)")
    assert (reply.kind, reply.line) == (FaultKind.IMPORT, 3)
    assert "`im2col_indices`" in reply.message
    assert "`.im2col`" in reply.message


def test_a_graded_function_that_is_imported_from_elsewhere_asks_for_its_code(fault: Faulty) -> None:
    reply = fault("from solution import affine_backward")
    assert reply.kind is FaultKind.IMPORT
    assert "paste its code" in reply.message


def test_a_failed_statement_that_the_function_needs_shows_as_its_own_fault(fault: Faulty) -> None:
    source = """
        import numpy as np
        SCALE = np.load('scale.npy')
        def affine_backward(dout, cache):
            return dout * SCALE
    """
    reply = fault(source)
    assert (reply.kind, reply.line) == (FaultKind.EXCEPTION, 3)
    assert "`SCALE` is missing" in reply.message
    assert "There are no files here" in reply.message


def test_a_definition_that_fails_shows_why(fault: Faulty) -> None:
    reply = fault("import torch\n@torch.jit.script\ndef affine_backward(dout, cache): return dout")
    assert (reply.kind, reply.line) == (FaultKind.IMPORT, 2)
    assert "`torch.jit.script`" in reply.message


@pytest.mark.parametrize(
    "slow",
    [
        "while True:\n    pass\n",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass\n",
        "for i in range(10**12): i += 1\n",
    ],
)
def test_slow_code_outside_of_functions_is_skipped_and_the_functions_are_run(grade: Grade, slow: str) -> None:
    for source in (slow + HONEST, HONEST + "\n" + slow + "print('never')\n"):
        run = grade(source)
        assert right(run)
        assert "took too long" in run.notes[0]
        assert "never" not in run.stdout


def test_a_loop_before_anything_is_defined_ends_with_advice(grade: Grade) -> None:
    run = grade("x = 1\nwhile True:\n    x += 1\n")
    assert run.fault
    assert run.fault.kind is FaultKind.TIME_LIMIT
    assert run.fault.line in {2, 3}
    assert "__main__" in run.fault.message


def test_the_standard_library_is_there(grade: Grade) -> None:
    source = """
        import collections, dataclasses, decimal, enum, fractions, functools, itertools, json, logging, math
        import operator, os.path, random, re, statistics, string, time, typing, warnings
        from typing import NamedTuple
        import numpy as np
        from numpy.linalg import norm
        @dataclasses.dataclass
        class Cache:
            x: np.ndarray
        class Pair(NamedTuple):
            a: int
        random.random(); np.random.default_rng().normal(); np.random.rand(); np.linalg.svd(np.eye(3))
        time.sleep(0.001); logging.warning("fine"); f"{np.float64(1):.3e}"; print(np.ones((50, 50)))
        np.testing.assert_allclose(1, 1); "é".encode("idna"); np.fft.fft(np.ones(8)); re.sub("a", "b", "a")
    """
    run = grade(textwrap.dedent(source) + HONEST)
    assert right(run)
    assert run.notes == ()
