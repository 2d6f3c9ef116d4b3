"""The form of the assignment page: a chosen file in `file`, or pasted text in `source`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

PASTED = "pasted.py"


@dataclass(frozen=True)
class Handed:
    """What was handed in; `field` is the one it came from."""

    field: str
    upload: bytes
    filename: str


@dataclass(frozen=True)
class Refused:
    """What is wrong, and with which field of the form."""

    field: str
    message: str
    status: int = 422


def read(files: Mapping[str, FileStorage], form: Mapping[str, str]) -> Handed | Refused:
    """The file, or without that field the text; refused where there is nothing in it."""
    if "file" in files:
        chosen = files["file"]
        if not chosen.filename:
            return Refused("file", "No file is chosen yet. Choose the file with your functions.")
        upload = chosen.read()
        if not upload.strip():
            return Refused("file", "This file is empty. Choose the file with your functions.")
        return Handed("file", upload, chosen.filename)
    text = form.get("source", "").replace("\r\n", "\n")
    if not text.strip():
        return Refused("source", "The box is empty. Paste your code first.")
    return Handed("source", text.encode("utf-8", "replace"), PASTED)
