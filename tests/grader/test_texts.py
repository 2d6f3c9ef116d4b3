"""The whole fault of bytes that are no Python source: kind, sentence and line."""

from __future__ import annotations

import pytest

from grader.messages import Fault, FaultKind
from grader.texts import declared, unfenced, unreadable

CODE = b"def affine_backward(dout, cache):\n    return 1\n"
TAR = b"layers.py".ljust(257, b"\0") + b"ustar\0"


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            b"\xa7\r\r\n\0\0\0\0" + CODE,
            Fault(
                FaultKind.NOT_SUPPORTED,
                "This is a compiled Python file. Upload its source, a file that ends in .py.",
            ),
        ),
        (
            TAR,
            Fault(FaultKind.NOT_SUPPORTED, "This is a tar archive. Upload a .zip archive or the .py file."),
        ),
        (
            CODE.decode().encode("utf-16"),
            Fault(FaultKind.ENCODING, "The file is saved as UTF-16. Save it as UTF-8 and upload it again."),
        ),
        (
            b"# one\n# \0\n# \0\n",
            Fault(
                FaultKind.ENCODING,
                "Line 2 holds a NUL byte: this is no text file. Save it as UTF-8 text.",
                2,
            ),
        ),
        (
            b"# one\n# two\n# gr\xf6\xdfe\n" + CODE,
            Fault(
                FaultKind.ENCODING,
                "Line 3 is not UTF-8. Save the file as UTF-8, or declare its encoding in line 1 like this: "
                "# -*- coding: latin-1 -*-",
                3,
            ),
        ),
        (
            b"\xef\xbb\xbf\n  # mine\n>>> import numpy\n",
            Fault(
                FaultKind.SYNTAX,
                "Line 3 begins with a prompt. Copy your code without the prompts and outputs.",
                3,
            ),
        ),
        (
            b"\xef\xbb\xbf>>> import numpy\n",
            Fault(
                FaultKind.SYNTAX,
                "Line 1 begins with a prompt. Copy your code without the prompts and outputs.",
                1,
            ),
        ),
    ],
)
def test_the_fault_says_all(data: bytes, fault: Fault) -> None:
    assert unreadable(data) == fault


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CODE, "utf-8"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "utf-8"),
        (b"# coding: ISO_8859_15\n", "iso-8859-15"),
        (b"#!/usr/bin/python\n# coding: cp1252\n" + CODE, "cp1252"),
        (b"  # indented\n# coding: cp1252\n" + CODE, "cp1252"),
        (b"\n# coding: cp1252\n" + CODE, "cp1252"),
        (b"\n\n# coding: cp1252\n" + CODE, "utf-8"),
        (b"import numpy\n# coding: cp1252\n" + CODE, "utf-8"),
        (b"# one\nimport numpy # coding: cp1252\n", "utf-8"),
    ],
)
def test_the_encoding_stands_in_one_of_the_first_two_lines(data: bytes, encoding: str) -> None:
    assert declared(data) == encoding


def test_only_the_lines_between_the_marks_are_left_each_in_its_place() -> None:
    assert unfenced(b"\n\t```python\nx = 1\n ```\nText\n```\ny = 2\n```\n") == b"\n\nx = 1\n\n\n\ny = 2\n\n"
    assert unfenced(b"Text ```\nx = 1\n```") is None
