"""Which files are meant: files as they are named, and in folders whatever may be an upload."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SUFFIXES = {".py", ".ipynb", ".zip"}
MOST_BYTES = 16 << 20
"""More of a file is not read: whether it is too large shows before that."""


class FindingError(ValueError):
    """A path that cannot be graded; the message is one line."""


def find(paths: Iterable[Path]) -> list[Path]:
    """The files to grade, in order and each once.

    Raises:
        FindingError: a path is missing, unreadable, or a folder with nothing to grade.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = _in_folder(path)
            if not inside:
                raise FindingError(f"{path} holds no file that ends in {', '.join(sorted(SUFFIXES))}.")
            found.update(dict.fromkeys(inside))
        else:
            _try_to_open(path)
            found[path] = None
    return list(found)


def _in_folder(folder: Path) -> list[Path]:
    def wanted(path: Path) -> bool:
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside)
        return path.suffix.lower() in SUFFIXES and not hidden and path.is_file()

    files = sorted(path for path in folder.rglob("*") if wanted(path))
    for path in files:
        _try_to_open(path)
    return files


def _try_to_open(path: Path) -> None:
    try:
        if path.exists() and not path.is_file():
            raise FindingError(f"{path} is no file.")
        with path.open("rb"):
            pass
    except OSError as error:
        raise FindingError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        if isinstance(error, FindingError):
            raise
        raise FindingError(f"{str(path)!r} is no path.") from None


def read(path: Path) -> bytes:
    """The bytes of a file, as far as they matter."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES)
