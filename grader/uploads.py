"""From the bytes of an upload to one source to grade: a .py file, pasted text, a notebook, or an archive."""

from __future__ import annotations

from dataclasses import dataclass

from grader import archives, notebooks, texts
from grader.assignment import Assignment
from grader.messages import Fault, FaultKind

MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class Upload:
    """One source, the name of the file it came from, and what was done to find it."""

    source: bytes
    filename: str
    notes: tuple[str, ...] = ()


def read(data: bytes, filename: str, assignment: Assignment | None = None) -> Upload | Fault:
    """The source in an upload, or the student's fault that it holds none.

    `assignment` says which functions are looked for in an archive.
    """
    if len(data) > MAX_BYTES:
        kib = MAX_BYTES // 1024
        return Fault(FaultKind.TOO_LARGE, f"The file has {len(data)} bytes; at most {kib} KiB can be graded.")
    if not data.strip():
        return Fault(
            FaultKind.NOT_SUPPORTED, "The file is empty. Upload the file that defines your functions."
        )
    if archives.is_archive(data):
        return _archive(data, assignment)
    return _single(data, filename)


def _archive(data: bytes, assignment: Assignment | None) -> Upload | Fault:
    members = archives.choose(data, _names(assignment))
    if isinstance(members, Fault):
        return members
    uploads = []
    for member in members:
        upload = _single(member.data, member.path)
        if isinstance(upload, Fault):
            return upload
        uploads.append(upload)
    note = "Graded: " + ", ".join(archives.short(member.path) for member in members)
    notes = (note, *(note for upload in uploads for note in upload.notes))
    return Upload(b"\n\n".join(upload.source for upload in uploads), uploads[0].filename, notes)


def _single(data: bytes, filename: str) -> Upload | Fault:
    if notebooks.is_notebook(data, filename):
        found = notebooks.source(data)
        if isinstance(found, Fault):
            return found
        source, count = found
        note = f"Taken from {count} code cell{'s' if count > 1 else ''} of the notebook"
        return Upload(source, filename, (note,))
    if (code := texts.unfenced(data)) is not None:
        return texts.unreadable(code) or Upload(code, filename, ("Taken from between the ``` marks",))
    return texts.unreadable(data) or Upload(data, filename)


def _names(assignment: Assignment | None) -> tuple[tuple[str, ...], ...]:
    return tuple((f.name, *f.classes) for f in assignment.functions) if assignment else ()
