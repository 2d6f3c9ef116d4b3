"""Whether bytes can be read as Python source at all. Only the sandbox parses Python; here it is bytes."""

from __future__ import annotations

import codecs
import re

from grader.messages import Fault, FaultKind

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_DECODED_HERE = frozenset(
    {"utf-8", "utf8", "ascii", "us-ascii", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252"}
)
"""Codecs that take linear time and can be tried here; all others are left to the sandbox."""
_BINARY = (
    (b"\x7fELF", "a program for Linux"),
    (b"MZ\x90", "a program for Windows"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"{\\rtf", "a document of a word processor (RTF)"),
    (b"\x80\x04\x95", "a pickle"),
    (b"\x80\x05\x95", "a pickle"),
)
_COMPILED = re.compile(rb"..\r\n[\0-\3]\0\0\0", re.DOTALL)
_TAR_AT = 257
_PASTED = (
    (
        re.compile(rb"<!doctype html|<html", re.IGNORECASE),
        "is the start of a web page. Upload the file itself",
    ),
    (re.compile(rb"diff --git |--- a/|@@ -"), "is the start of a patch (diff). Upload the file itself"),
    (
        re.compile(rb">>> |In \[\d*\]:"),
        "begins with a prompt. Copy your code without the prompts and outputs",
    ),
    (re.compile(rb"\\(begin|documentclass|usepackage)\b"), "is LaTeX. Upload the Python source"),
    (re.compile(rb"function\s+\[?\w+.*="), "is MATLAB. Write the functions in Python"),
)
"""First lines that no Python file begins with, and what is said of them."""


def unreadable(data: bytes) -> Fault | None:
    """The fault of a file that is no text in its encoding (PEP 263), or None."""
    for magic, what in _BINARY:
        if data.startswith(magic):
            return Fault(
                FaultKind.NOT_SUPPORTED, f"This is {what}. Upload the Python source, a file that ends in .py."
            )
    if _COMPILED.match(data):
        return Fault(
            FaultKind.NOT_SUPPORTED,
            "This is a compiled Python file. Upload its source, a file that ends in .py.",
        )
    if data[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return Fault(FaultKind.NOT_SUPPORTED, "This is a tar archive. Upload a .zip archive or the .py file.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault(FaultKind.ENCODING, "The file is saved as UTF-16. Save it as UTF-8 and upload it again.")
    if b"\0" in data:
        line = _line(data, data.index(b"\0"))
        return Fault(
            FaultKind.ENCODING,
            f"Line {line} holds a NUL byte: this is no text file. Save it as UTF-8 text.",
            line,
        )
    return _undecodable(data, declared(data)) or _no_python(data)


def _undecodable(data: bytes, encoding: str) -> Fault | None:
    if encoding not in _DECODED_HERE:
        return None
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        return Fault(
            FaultKind.ENCODING,
            f"Line {line} is not {encoding.upper()}. Save the file as UTF-8, or declare its encoding in line "
            "1 like this: # -*- coding: latin-1 -*-",
            line,
        )
    return None


def _no_python(data: bytes) -> Fault | None:
    """The fault of text in another language, by its first line that is neither blank nor a comment."""
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith(b"#"):
            continue
        for pattern, says in _PASTED:
            if pattern.match(line):
                return Fault(FaultKind.SYNTAX, f"Line {number} {says}.", number)
        return None
    return None


def unfenced(data: bytes) -> bytes | None:
    """What stands between ``` marks, in its lines, where the text starts with one; None where it does not."""
    if not data.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"```"):
        return None
    inside, kept = False, []
    for line in data.splitlines(keepends=True):
        mark = line.lstrip(codecs.BOM_UTF8 + b" \t").startswith(b"```")
        inside ^= mark
        kept.append(line if inside and not mark else b"\n")
    return b"".join(kept)


def _line(data: bytes, at: int) -> int:
    return data[:at].count(b"\n") + 1


def declared(data: bytes) -> str:
    """The encoding that one of the first two lines declares; UTF-8 without one (PEP 263)."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    first, _, rest = data.partition(b"\n")
    second = rest.partition(b"\n")[0] if not first.strip() or first.lstrip().startswith(b"#") else b""
    for line in (first, second):
        if found := _COOKIE.match(line):
            return found[1].decode("ascii", "replace").lower().replace("_", "-")
    return "utf-8"
