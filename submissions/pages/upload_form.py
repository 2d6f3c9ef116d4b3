"""The form of the assignment page: a chosen file, or pasted text, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

PASTED = "pasted.py"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Handed:
    """What was handed in."""

    upload: bytes
    filename: str


@dataclass(frozen=True)
class Refused:
    """What is wrong, and with which field of the form: `file` or `source`."""

    field: str
    message: str
    status: int = 422


def read(files: Mapping[str, FileStorage], form: Mapping[str, str], limit_kib: int) -> Handed | Refused:
    """The file in field `file`, else the text in field `source`."""
    if "file" in files:
        chosen = files["file"]
        if not chosen.filename:
            return Refused("file", "No file is chosen yet. Choose the file with your functions.")
        return _checked("file", chosen.read(), tidy_name(chosen.filename), limit_kib)
    text = form.get("source", "").replace("\r\n", "\n")
    return _checked("source", text.encode("utf-8", "replace"), PASTED, limit_kib)


def _checked(field: str, upload: bytes, filename: str, limit_kib: int) -> Handed | Refused:
    if not upload.strip():
        file = "This file is empty. Choose the file with your functions."
        return Refused(field, file if field == "file" else "The box is empty. Paste your code first.")
    if len(upload) > limit_kib * 1024:
        size = f"This is {len(upload) / 1024:.0f} KiB; at most {limit_kib} KiB can be graded."
        return Refused(field, f"{size} Hand in only the file with your functions.", 413)
    return Handed(upload, filename)


def tidy_name(name: str) -> str:
    """The last part of a file's name without control characters, cut in its middle to fit the record."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c for c in last if c.isprintable()).strip() or "upload.py"
    if len(clean) <= LONGEST_NAME:
        return clean
    return clean[: LONGEST_NAME - 21] + "…" + clean[-20:]
