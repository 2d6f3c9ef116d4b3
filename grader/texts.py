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
)


def unreadable(data: bytes) -> Fault | None:
    """The fault of a file that is no text in its encoding (PEP 263), or None."""
    for magic, what in _BINARY:
        if data.startswith(magic):
            return Fault(
                FaultKind.NOT_SUPPORTED, f"This is {what}. Upload the Python source, a file that ends in .py."
            )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fault(FaultKind.ENCODING, "The file is saved as UTF-16. Save it as UTF-8 and upload it again.")
    if b"\0" in data:
        line = _line(data, data.index(b"\0"))
        return Fault(
            FaultKind.ENCODING,
            f"Line {line} holds a NUL byte: this is no text file. Save it as UTF-8 text.",
            line,
        )
    return _undecodable(data, declared(data))


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
