"""What may be uploaded, and what is said of the rest."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import builtin
from grader.messages import Fault, FaultKind
from grader.uploads import MAX_BYTES, Upload, read

SHEET = builtin("matrix-derivatives")
CODE = b"def affine_backward(dout, cache):\n    return 1\n"


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def notebook(*cells: str, **more: object) -> bytes:
    made = [{"cell_type": "code", "source": cell} for cell in cells]
    return json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "x"}, *made], **more}
    ).encode()


@pytest.mark.parametrize(
    "data",
    [
        CODE,
        b"\xef\xbb\xbf" + CODE,
        CODE.replace(b"\n", b"\r\n"),
        "# größe\n".encode() + CODE,
        b"# -*- coding: latin-1 -*-\n# gr\xf6\xdfe\n" + CODE,
        b"#!/usr/bin/python\n# coding: cp1252\n# \x80\n" + CODE,
        b"# coding: no-such-codec\n" + CODE,
        b"x" * MAX_BYTES,
    ],
)
def test_python_text_is_taken_as_it_is(data: bytes) -> None:
    upload = read(data, "layers.py")
    assert isinstance(upload, Upload)
    assert upload.source == data


@pytest.mark.parametrize(
    ("data", "kind", "says"),
    [
        (b"", FaultKind.NOT_SUPPORTED, "empty"),
        (b" \n\t\r\n", FaultKind.NOT_SUPPORTED, "empty"),
        (b"x" * (MAX_BYTES + 1), FaultKind.TOO_LARGE, "256 KiB"),
        (b"a = 1\n# \xff\xfe\n", FaultKind.ENCODING, "Line 2 is not UTF-8"),
        (b"# coding: ascii\nx = '\xc3'", FaultKind.ENCODING, "Line 2 is not ASCII"),
        (b"a = 1\n\nb = '\0'", FaultKind.ENCODING, "Line 3 holds a NUL byte"),
        ("x = 1".encode("utf-16"), FaultKind.ENCODING, "UTF-16"),
        (b"\x7fELF\x02\x01", FaultKind.NOT_SUPPORTED, "a program for Linux"),
        (b"\x89PNG\r\n", FaultKind.NOT_SUPPORTED, "a picture"),
        (b"%PDF-1.7", FaultKind.NOT_SUPPORTED, "PDF"),
        (b"{\\rtf1\\ansi def f", FaultKind.NOT_SUPPORTED, "RTF"),
        (b"\x80\x04\x95\x10", FaultKind.NOT_SUPPORTED, "a pickle"),
        (b"\xa7\r\r\n" + bytes(12), FaultKind.NOT_SUPPORTED, "a compiled Python file"),
        (b"layers.py" + bytes(248) + b"ustar\x0000", FaultKind.NOT_SUPPORTED, "a tar archive"),
        (b"\n<!DOCTYPE html>\n", FaultKind.SYNTAX, "Line 2 is the start of a web page"),
        (b"# mine\n>>> import numpy", FaultKind.SYNTAX, "Line 2 begins with a prompt"),
        (b"```\n\n>>> x\n```", FaultKind.SYNTAX, "Line 3 begins with a prompt"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, kind: FaultKind, says: str) -> None:
    fault = read(data, "layers.py")
    assert isinstance(fault, Fault)
    assert fault.kind is kind
    assert says in fault.message


def test_code_between_marks_is_taken_in_its_lines() -> None:
    upload = read(b"\xef\xbb\xbf```python\nx = 1\n```\nthat is all\n```\ny = 2\n```\n", "layers.py")
    assert isinstance(upload, Upload)
    assert upload.source == b"\nx = 1\n\n\n\ny = 2\n\n"
    assert upload.notes == ("Taken from between the ``` marks",)


def test_marks_and_prompts_inside_a_file_are_left_alone() -> None:
    data = b'"""\n```\n>>> f(1)\n```\n<html>\n"""\n' + CODE
    upload = read(data, "layers.py")
    assert isinstance(upload, Upload)
    assert upload.source == data


def test_a_notebook_becomes_its_code_cells() -> None:
    upload = read(
        notebook("%matplotlib inline\nimport numpy as np", "files = !ls\n%time f()\nnp.sum?", "a = 1"),
        "x.ipynb",
    )
    assert isinstance(upload, Upload)
    text = upload.source.decode()
    assert compile(text, "x", "exec")
    assert "pass  # %matplotlib inline" in text
    assert "files = None" in text
    assert "code cell 3\na = 1" in text
    assert upload.notes == ("Taken from 3 code cells of the notebook",)


def test_a_cell_in_another_language_is_left_out() -> None:
    upload = read(notebook("%%bash\nrm -rf /", "%%time\nx = 1"), "x.ipynb")
    assert isinstance(upload, Upload)
    assert b"rm -rf" not in upload.source
    assert b"x = 1" in upload.source


def test_a_notebook_of_version_3_is_read() -> None:
    data = json.dumps(
        {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1\n", "b = 2"]}]}]}
    ).encode()
    upload = read(data, "old.ipynb")
    assert isinstance(upload, Upload)
    assert b"a = 1\nb = 2" in upload.source


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[1]",
        b'{"cells": 3}',
        b'{"cells": []}',
        b"[" * 100_000,
        notebook(),
        b'{"cells": [3, {}, null]}',
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    fault = read(data, "x.ipynb")
    assert isinstance(fault, Fault)
    assert fault.kind is FaultKind.NOT_SUPPORTED


def test_the_file_that_defines_the_functions_is_taken_from_an_archive() -> None:
    data = zipped(
        ("ex/README.md", b"read me"),
        ("ex/setup.py", b"x = 1"),
        ("ex/code/layers.py", CODE),
        ("ex/code/tests/test_layers.py", b"affine_backward(1, 2)"),
        ("__MACOSX/ex/code/._layers.py", CODE),
        ("ex/.git/layers.py", CODE),
    )
    upload = read(data, "ex.zip", SHEET)
    assert isinstance(upload, Upload)
    assert upload.filename == "ex/code/layers.py"
    assert upload.source == CODE
    assert upload.notes[0] == "Graded: ex/code/layers.py"


def test_functions_in_two_files_of_an_archive_are_both_taken() -> None:
    other = b"class Sigmoid:\n    def backward(self, dout, cache):\n        return 2\n"
    upload = read(zipped(("a/affine.py", CODE), ("a/act.py", other), ("a/main.py", b"x = 1")), "a.zip", SHEET)
    assert isinstance(upload, Upload)
    assert CODE in upload.source
    assert other in upload.source
    assert upload.notes[0] == "Graded: a/act.py, a/affine.py"


def test_a_notebook_in_an_archive_is_read() -> None:
    upload = read(zipped(("a/x.ipynb", notebook("def affine_backward(d, c): pass"))), "a.zip", SHEET)
    assert isinstance(upload, Upload)
    assert b"affine_backward" in upload.source


def locked() -> bytes:
    data = bytearray(zipped(("a.py", CODE)))
    central = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("a.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def many() -> bytes:
    data = bytearray(zipped(("a.py", CODE)))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<HH", data, end + 8, 10_000, 10_000)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(("a.txt", b"x")), "no file that ends in .py"),
        (zipped(("a.py", b"x = 1"), ("b.py", b"y = 1")), "defines affine_backward"),
        (zipped(("../a.py", CODE)), "out of its folder"),
        (zipped(("/etc/a.py", CODE)), "out of its folder"),
        (zipped(("c:\\a.py", CODE)), "out of its folder"),
        (zipped(("a.py", b"\0" * 10_000_000)), "more than 256 KiB"),
        (zipped(("inner.zip", zipped(("a.py", CODE)))), "holds another one, inner.zip. Unpack that"),
        (zipped(("a/b.tar.gz", b"x"), ("a/c.txt", b"x")), "holds another one, a/b.tar.gz."),
        (zipped(("[Content_Types].xml", b"x"), ("word/document.xml", b"x")), "document of a word processor"),
        (zipped(("xl/workbook.xml", b"x")), "a spreadsheet (.xlsx)"),
        (zipped(("ppt/presentation.xml", b"x")), "a presentation (.pptx)"),
        (zipped(("mimetype", b"x"), ("content.xml", b"x")), "a document of an office program"),
        (zipped(("x.npy", b"x"), ("w.npy", b"x")), "an archive of NumPy arrays"),
        (locked(), "password"),
        (link(), "no file that ends in .py"),
        (many(), "500 entries"),
        (zipped(("a.py", CODE))[:-30], "damaged"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
        (zipped(*((f"{i}.py", b"") for i in range(600))), "500 entries"),
    ],
)
def test_a_hostile_or_useless_archive_is_refused(data: bytes, says: str) -> None:
    fault = read(data, "x.zip", SHEET)
    assert isinstance(fault, Fault)
    assert says in fault.message


@pytest.mark.parametrize(
    "entries",
    [
        [("a.py", b"0" * 50 * 2**20)],
        [(f"{i}.py", b"#" * (255 * 1024)) for i in range(400)],
        [(f"{i}.py", b"affine_backward " * 16_000) for i in range(8)],
    ],
    ids=["one that grows", "many that grow", "full of names"],
)
def test_a_bomb_takes_little_memory(entries: list[tuple[str, bytes]]) -> None:
    data = zipped(*entries)
    tracemalloc.start()
    assert isinstance(read(data, "x.zip", SHEET), Fault)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 2**20


GOOD = zipped(("a/layers.py", CODE), ("b.ipynb", notebook("x = 1")))


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4))
def test_a_damaged_archive_is_read_or_refused(at: int, new: bytes) -> None:
    assert isinstance(read(GOOD[:at] + new + GOOD[at + len(new) :], "x.zip", SHEET), Upload | Fault)


@given(st.binary(max_size=200), st.sampled_from(["a.py", "a.ipynb", "a.zip"]))
def test_any_bytes_are_read_or_refused(data: bytes, filename: str) -> None:
    assert isinstance(read(data, filename, SHEET), Upload | Fault)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (notebook("x = 1"), "Taken from 1 code cell of the notebook"),
        (notebook("x = 1", "y = 2"), "Taken from 2 code cells of the notebook"),
        (b"```\n" + CODE + b"```\n", "Taken from between the ``` marks"),
    ],
)
def test_what_was_done_to_find_the_source_is_noted(data: bytes, note: str) -> None:
    upload = read(data, "layers.txt")
    assert isinstance(upload, Upload)
    assert (upload.filename, upload.notes) == ("layers.txt", (note,))
