"""From a .zip of an exercise folder to the files in it that are graded.

The directory is read with hard limits before anything is unpacked; nothing is ever written to disk. What
looks hostile or cannot be chosen is refused with a sentence.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.messages import Fault, FaultKind

MAX_ENTRIES = 500
MAX_FILE = 256 * 1024
MAX_READ = 2 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""All that systems write by themselves. The others may ask for gigabytes before they unpack a byte."""
_END = b"PK\x05\x06"
_DOCUMENTS = (
    ("word/", "a document of a word processor (.docx)"),
    ("xl/", "a spreadsheet (.xlsx)"),
    ("ppt/", "a presentation (.pptx)"),
    ("content.xml", "a document of an office program"),
    ("META-INF/", "a program for Java"),
)
"""Files that are zip archives inside, told by an entry that begins so."""
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


@dataclass(frozen=True)
class Member:
    """A file of the archive that may be graded: its path in the archive and its bytes."""

    path: str
    data: bytes


def is_archive(data: bytes) -> bool:
    """Whether the bytes start as a zip archive does."""
    return data.startswith((b"PK\x03\x04", _END))


def choose(data: bytes, wanted: tuple[tuple[str, ...], ...]) -> tuple[Member, ...] | Fault:
    """The files to grade. `wanted` has, for each function, the names under which it may be defined.

    The file that defines most of them is taken, the shortest path first among equals; then those that define
    what is still missing.
    """
    members = _members(data)
    if isinstance(members, Fault):
        return members
    defined = [_defined(member, wanted) for member in members]
    order = sorted(
        range(len(members)), key=lambda at: (members[at].path.count("/"), members[at].path)
    )  # the shortest path first, then by the alphabet
    chosen: list[Member] = []
    missing = set(wanted)
    while missing:
        best = max(order, key=lambda at: len(defined[at] & missing))
        if not defined[best] & missing:
            break
        chosen.append(members[best])
        missing -= defined[best]
    if chosen:
        return tuple(chosen)
    if len(members) == 1:
        return (members[0],)
    names = " or ".join(names[0] for names in wanted[:2]) or "the wanted functions"
    return _refused(f"None of the archive's {len(members)} Python files defines {names}.")


def _defined(member: Member, wanted: tuple[tuple[str, ...], ...]) -> set[tuple[str, ...]]:
    return {names for names in wanted if any(_defines(member.data, name) for name in names)}


def _defines(data: bytes, name: str) -> bool:
    """Whether the bytes look as if they define the name; three searches, each led by a fixed text, so that a
    file made to be slow to search is not."""
    word = re.escape(name.encode())
    return (
        re.search(rb"def(?<=\bdef)[ \t]+" + word + rb"\b", data) is not None
        or re.search(rb"class(?<=\bclass)[ \t]+" + word + rb"\b", data) is not None
        or re.search(word + rb"(?<=\b" + word + rb")[ \t]*=", data) is not None
    )


def _refused(message: str) -> Fault:
    return Fault(FaultKind.NOT_SUPPORTED, message)


def _members(data: bytes) -> list[Member] | Fault:
    end = data.rfind(_END)
    if end < 0 or int.from_bytes(data[end + 10 : end + 12], "little") > MAX_ENTRIES:
        return _refused(
            f"The archive is damaged or has more than {MAX_ENTRIES} entries. Zip only your .py files."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_all(archive)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, OSError, NotImplementedError):
        return _refused("The archive is damaged and cannot be read. Zip the folder again and upload it.")
    except RuntimeError:
        return _refused("The archive is locked with a password. Zip the folder again without one.")


def _read_all(archive: zipfile.ZipFile) -> list[Member] | Fault:
    members, total = [], 0
    if len(archive.infolist()) > MAX_ENTRIES:
        return _refused(f"The archive has more than {MAX_ENTRIES} entries. Zip only your .py files.")
    for info in _gradable(archive):
        if info.flag_bits & 0x1:
            return _refused("The archive is locked with a password. Zip the folder again without one.")
        if _is_outside(info.filename):
            return _refused("The archive holds a path that leads out of its folder. Zip the folder again.")
        if info.compress_type not in _METHODS:
            return _refused("The archive is packed by a rare method. Zip the folder again the usual way.")
        if info.file_size > MAX_FILE:
            return Fault(
                FaultKind.TOO_LARGE,
                f"{short(info.filename)} in the archive has more than {MAX_FILE // 1024} KiB when unpacked.",
            )
        with archive.open(info) as file:
            content = file.read(MAX_FILE + 1)
        total += len(content)
        if len(content) > MAX_FILE or total > MAX_READ:
            return Fault(FaultKind.TOO_LARGE, "The archive's Python files are too large when unpacked.")
        members.append(Member(info.filename, content))
    return members or _refused(_nothing_in(archive.namelist()))


def _nothing_in(names: list[str]) -> str:
    """What is said of an archive without a file that could be graded."""
    for start, what in _DOCUMENTS:
        if any(name.startswith(start) for name in names):
            return f"This is {what}. Upload the Python source, a file that ends in .py."
    for name in names:
        if name.lower().endswith(_ARCHIVES):
            return f"The archive holds another one, {short(name)}. Unpack that and upload what is in it."
    if names and all(name.endswith(".npy") for name in names):
        return "This is an archive of NumPy arrays (.npz). Upload the Python source, a file that ends in .py."
    return "The archive has no file that ends in .py or .ipynb."


def _gradable(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Plain .py and .ipynb files; no folders, links, hidden files or what systems leave behind."""
    for info in archive.infolist():
        parts = PurePosixPath(info.filename).parts
        hidden = any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)
        link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if (
            info.filename.lower().endswith((".py", ".ipynb"))
            and not hidden
            and not link
            and not info.is_dir()
        ):
            yield info


def _is_outside(path: str) -> bool:
    return (
        path.startswith(("/", "\\"))
        or ".." in re.split(r"[/\\]", path)
        or re.match(r"^[A-Za-z]:", path) is not None
    )


def short(path: str) -> str:
    """A path for a sentence: printable, at most 60 characters."""
    clean = "".join(c if c.isprintable() else "�" for c in path)
    return clean if len(clean) <= 60 else "…" + clean[-59:]
