"""The file of a whole course: a zip with `course.json`, `submissions.jsonl` and `uploads/`.

What is read may come from anywhere: nothing of it is unpacked to a disk, no name in it is used as a path,
every part is read up to a limit only, and all is checked against `course_file` before anything is believed.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError

from submissions.exchange.course_file import CourseFile, SubmissionPart

COURSE, SUBMISSIONS, UPLOADS = "course.json", "submissions.jsonl", "uploads/"
MIB = 1024 * 1024
LARGEST_COURSE = 64 * MIB
LARGEST_LINE = 32 * MIB
LARGEST_UPLOAD = 32 * MIB
LARGEST_WHOLE = 4096 * MIB
MOST_PARTS = 1_000_000
Model = TypeVar("Model", bound=BaseModel)


class ArchiveError(ValueError):
    """The file cannot be used; the message says what is wrong with it."""


class Writer:
    """Writes an archive: first uploads and lines, in any order, then the course."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def upload(self, key: str, content: bytes) -> None:
        """The file of a submission."""
        self._zip.writestr(f"{UPLOADS}{key}", content)

    def course(self, course: CourseFile) -> None:
        """Everything but what was handed in."""
        self._zip.writestr(COURSE, json.dumps(course.model_dump(mode="json"), ensure_ascii=False, indent=1))

    def submissions(self, parts: Iterator[SubmissionPart]) -> None:
        """All submissions. No upload can be written meanwhile."""
        with self._zip.open(SUBMISSIONS, "w", force_zip64=True) as lines:
            for part in parts:
                text = json.dumps(part.model_dump(mode="json"), ensure_ascii=False, allow_nan=False)
                lines.write(text.encode() + b"\n")

    def close(self) -> None:
        """Write the end, without which it is no archive."""
        self._zip.close()


class Reader:
    """Reads an archive.

    Raises:
        ArchiveError: from here and from every method, if it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise ArchiveError(f"This is no archive of a course: {error}.") from None
        names = self._zip.namelist()
        if len(names) > MOST_PARTS or sum(info.file_size for info in self._zip.infolist()) > LARGEST_WHOLE:
            raise ArchiveError(
                f"The archive holds more than {LARGEST_WHOLE // MIB} MiB or {MOST_PARTS} files."
            )
        if len(set(names)) != len(names):
            raise ArchiveError("The archive holds two files of one name.")
        for name in (COURSE, SUBMISSIONS):
            if name not in names:
                raise ArchiveError(f"There is no {name} in it: this is no archive of a course.")
        self._uploads = {name for name in names if name.startswith(UPLOADS)}
        strange = set(names) - self._uploads - {COURSE, SUBMISSIONS}
        if strange:
            raise ArchiveError(f"There is a file in it that does not belong there: {min(strange)[:80]!r}.")

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def course(self) -> CourseFile:
        """Everything but what was handed in."""
        return _checked(CourseFile, self._bytes(COURSE, LARGEST_COURSE), COURSE)

    def submissions(self) -> Iterator[SubmissionPart]:
        """What was handed in."""
        number = 0
        try:
            with self._zip.open(SUBMISSIONS) as lines:
                while line := lines.readline(LARGEST_LINE + 1):
                    number += 1
                    if len(line) > LARGEST_LINE:
                        raise ArchiveError(f"Line {number} of {SUBMISSIONS} is too long.")
                    yield _checked(SubmissionPart, line, f"line {number} of {SUBMISSIONS}")
        except DAMAGED as error:
            raise ArchiveError(f"{SUBMISSIONS} is damaged: {error}.") from None

    def upload(self, key: str) -> bytes:
        """The file of a submission; empty if there is none."""
        name = f"{UPLOADS}{key}"
        if name not in self._uploads:
            return b""
        self._uploads.discard(name)
        return self._bytes(name, LARGEST_UPLOAD)

    def check_all_read(self) -> None:
        """Refuse uploads that belong to no submission."""
        if self._uploads:
            raise ArchiveError(f"{min(self._uploads)[:80]!r} belongs to no submission.")

    def _bytes(self, name: str, limit: int) -> bytes:
        try:
            with self._zip.open(name) as part:
                content = part.read(limit + 1)
        except DAMAGED as error:
            raise ArchiveError(f"{name[:80]} is damaged: {error}.") from None
        if len(content) > limit:
            raise ArchiveError(f"{name[:80]} is larger than {limit // MIB} MiB.")
        return content


DAMAGED = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error)
"""What reading a zip that is damaged, encrypted or of another kind raises."""


def _checked(model: type[Model], content: bytes, where: str) -> Model:
    try:
        values = json.loads(content, parse_constant=_no_number)
        _check_text(values)
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ArchiveError(f"In {where}, `{place[:120]}`: {first['msg']}.") from None
    except RecursionError:
        raise ArchiveError(f"{where} is nested too deep.") from None
    except ValueError as error:
        raise ArchiveError(f"{where} cannot be read: {error}.") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _check_text(value: Any) -> None:
    """PostgreSQL takes no NUL and no half of a surrogate pair."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("a text holds the character NUL")
        value.encode()
    elif isinstance(value, dict):
        for name, one in value.items():
            _check_text(name)
            _check_text(one)
    elif isinstance(value, list):
        for one in value:
            _check_text(one)
