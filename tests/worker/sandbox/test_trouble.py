"""What is no Python: which kind of fault it is, at which line, and what is said."""

from collections.abc import Callable

import pytest

from grader.messages import Fault, FaultKind, Run

from .conftest import HONEST, is_right

Faulty = Callable[..., Fault]
Grade = Callable[..., Run]


@pytest.mark.parametrize("claimed", ["punycode", "undefined", "rot13", "zlib", "no-such"])
def test_an_encoding_that_cannot_be_read_is_called_so(grade: Grade, claimed: str) -> None:
    run = grade(f"# coding: {claimed}\n{HONEST}".encode())
    assert run.fault is not None
    assert run.fault.kind is FaultKind.ENCODING


@pytest.mark.parametrize(
    ("source", "kind", "line", "said"),
    [
        ("x = 1\ndef f(:\n    pass", FaultKind.SYNTAX, 2, "invalid syntax"),
        ("def f():\npass", FaultKind.SYNTAX, 2, "indented"),
        ("def f():\n\tx = 1\n        y = 2", FaultKind.SYNTAX, 3, "indentation"),
        ("%matplotlib inline\nx = 1", FaultKind.SYNTAX, 1, "notebooks only"),
        ("!pip install torch", FaultKind.SYNTAX, 1, "notebooks only"),
        ("<<<<<<< HEAD\nx = 1", FaultKind.SYNTAX, 1, "merge conflict"),
        ("def f():\n<<<<<<< HEAD\n    pass", FaultKind.SYNTAX, 2, "merge conflict"),
        ("x = 1\nprint 'hello'", FaultKind.NOT_SUPPORTED, 2, "Python 2"),
        ("print x", FaultKind.NOT_SUPPORTED, 1, "Python 2"),
        ("try:\n    x = 1\nexcept ValueError, e:\n    pass", FaultKind.NOT_SUPPORTED, 3, "Python 2"),
        ("raise ValueError, 'no'", FaultKind.NOT_SUPPORTED, 1, "Python 2"),
        ("mode = 0777", FaultKind.NOT_SUPPORTED, 1, "Python 2"),
        ("(" * 500, FaultKind.SYNTAX, 1, "nested"),
        ("x = " + "-" * 100_000 + "1", FaultKind.SYNTAX, None, "nested too deeply"),
        (b"x = '\xff\xfe'", FaultKind.ENCODING, None, "UTF-8"),
        (b"# coding: nonsense\nx = 1", FaultKind.ENCODING, None, "UTF-8"),
        (b"x = 1\0", FaultKind.ENCODING, None, "NUL"),
        (HONEST.encode("utf-16"), FaultKind.ENCODING, None, "UTF-8"),
    ],
)
def test_what_is_no_python_is_a_fault_of_the_whole_upload(
    grade: Grade, source: str | bytes, kind: FaultKind, line: int | None, said: str
) -> None:
    run = grade(source)
    assert run.fault
    assert run.fault.kind is kind
    assert run.fault.line == line
    assert said.lower() in run.fault.message.lower()
    assert run.replies == (run.fault,)


def test_an_error_of_the_compiler_in_one_function_spares_the_others(grade: Grade) -> None:
    run = grade("def other():\n    x = 1\n    global x\n" + HONEST)
    assert all(is_right(reply) for reply in run.replies)


def test_an_error_of_the_compiler_in_the_graded_function_is_its_fault(fault: Faulty) -> None:
    reply = fault("def affine_backward(dout, cache):\n    x = 1\n    global x\n    return x")
    assert (reply.kind, reply.line) == (FaultKind.SYNTAX, 3)
