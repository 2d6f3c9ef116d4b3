"""Exceptions of student code, turned into a kind, a sentence and a line of the student's own file."""

from __future__ import annotations

import errno
import linecache
import mmap
import re
from types import TracebackType
from typing import NamedTuple

from . import seccomp

FILE = "submission.py"
FORBIDDEN = "There are no files, no network and no other processes: compute from the arguments."

HINTS = {
    "np": "Is `import numpy as np` missing at the top of the file?",
    "numpy": "Is `import numpy` missing at the top of the file?",
    "self": "Is `self` missing among the parameters?",
    "xrange": "Python 3 calls it `range`.",
    "raw_input": "There is no keyboard input here.",
    "unicode": "Python 3 calls it `str`.",
    "reduce": "Python 3 has it in `functools`.",
}
"""Names that are often missing, and what to do about them."""


class Trouble(NamedTuple):
    """What is reported to the worker; the kinds are those of the report."""

    kind: str
    message: str
    line: int | None = None
    source_line: str | None = None


class TimeUp(BaseException):
    """The soft time limit was reached; raised by the signal so that the line is known."""


class TooSlow(BaseException):
    """A statement outside of functions took more than the share of time that such code has."""


class MissingModule(ImportError):  # noqa: N818
    """Something was used that comes from a module which is not available here."""


class Reported(Exception):  # noqa: N818
    """Trouble that was found by this side and already has its sentence."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def at_line(kind: str, message: str, line: int | None) -> Trouble:
    """Trouble with the text of its line."""
    text = linecache.getline(FILE, line).strip() if line else ""
    return Trouble(kind, message, line, text or None)


def of_exception(error: BaseException, memory_mb: int) -> Trouble:
    """The trouble behind `error`; its line is the innermost one in the student's file."""
    if isinstance(error, Reported):
        return error.trouble
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return of_syntax_error(error)
    line = line_of(error.__traceback__)
    kind, message = _kind_and_message(error, f"line {line}" if line else "your code", memory_mb)
    return at_line(kind, message[0].upper() + message[1:], line)


def _kind_and_message(error: BaseException, where: str, memory_mb: int) -> tuple[str, str]:
    said = said_by(error)
    if isinstance(error, TimeUp):
        return _time_is_up(said, where, memory_mb)
    if isinstance(error, MemoryError):
        return "memory_limit", f"{where} needed more than the {memory_mb} MB that an upload may use."
    if isinstance(error, MissingModule):
        advice = HINTS.get(said.strip("`").rpartition(".")[2])
        return "import", f"{where} uses {said}, which is not available" + (
            f". {advice}" if advice else ": use numpy."
        )
    if isinstance(error, ImportError):
        module = f"`{error.name}`" if error.name else "a module"
        return "import", f"{where} imports {module}, which is not available: use numpy."
    if isinstance(error, OSError):
        return _refused_by_the_system(error, where)
    if isinstance(error, SystemExit):
        return "exception", f"{where} ended the program (exit or quit). Return the gradients instead."
    if isinstance(error, EOFError) and "input" in linecache.getline(FILE, line_of(error.__traceback__) or 0):
        return "exception", f"{where} waits for keyboard input, and there is none. Remove input()."
    if isinstance(error, NameError) and error.name in HINTS:
        return "exception", f"{where} uses `{error.name}`, which is not defined. {HINTS[error.name]}"
    if isinstance(error, RecursionError):
        return "exception", f"{where} calls itself without end (RecursionError)."
    return "exception", _raised(error, said, where)


def _time_is_up(said: str, where: str, memory_mb: int) -> tuple[str, str]:
    if _is_nearly_full(memory_mb):
        return "memory_limit", (
            f"{said} {where} was still running, and most of the {memory_mb} MB that an upload may use was "
            "taken. Does something grow without end?"
        )
    return "time_limit", f"{said} {where} was still running. Is there a loop that never ends?"


def _is_nearly_full(memory_mb: int) -> bool:
    """Whether less than a quarter of the address space is left: on a busy machine the time may be up before
    the memory is."""
    try:
        mmap.mmap(-1, memory_mb << 18, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ).close()
    except (OSError, ValueError):
        return True
    return False


def _raised(error: BaseException, said: str, where: str) -> str:
    """The exception's own words, with a hint where one is known."""
    if isinstance(error, AttributeError):
        said = said.partition("\n")[0]
    if isinstance(error, TypeError) and "'float' object cannot be interpreted as an integer" in said:
        said += ". In Python 3 a division with / gives a float: use //"
    elif isinstance(error, NameError) and "·" in said:
        said += ". A product is written *, a matrix product @"
    elif isinstance(error, TypeError) and ("for ^" in said or "bitwise_xor" in said):
        said = "^ works on bits, not on these numbers. A power is written **"
    elif isinstance(error, ValueError) and "inhomogeneous shape" in said:
        said = "the rows of this array have different lengths"
    return f"{where} raised {type(error).__name__}" + (f": {said}" if said else ".")


def _refused_by_the_system(error: OSError, where: str) -> tuple[str, str]:
    if call := seccomp.refused_call(error.errno):
        return "forbidden", f"{where} made the system call {call}, which is forbidden here. {FORBIDDEN}"
    if error.errno in {errno.EPERM, errno.EACCES}:
        return "forbidden", f"{where} asked the system for something that is forbidden here. {FORBIDDEN}"
    if error.errno == errno.ENOENT:
        return "exception", f"{where} opens a file. There are no files here: compute from the arguments."
    return "exception", f"{where} raised {type(error).__name__}: {said_by(error)}"


def said_by(error: BaseException) -> str:
    """The exception's own message; an exception may be of the student's making and fail to print."""
    try:
        return _in_shapes(str(error)[:1000].strip())
    except BaseException:
        return ""


MATMUL = re.compile(r"matmul: .*core dimension.*\(size (\d+) is different from (\d+)\)")


def _in_shapes(said: str) -> str:
    """NumPy's sentence on a matrix product that does not fit, without the ufunc's signature."""
    found = MATMUL.search(said)
    if found is None:
        return said
    return f"the matrices do not fit: their inner sizes are {found[2]} and {found[1]}"


def line_of(traceback: TracebackType | None) -> int | None:
    """The innermost line of the student's file in `traceback`."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


PYTHON_2 = re.compile(
    r"Missing parentheses in call to '(print|exec)'"
    r"|multiple exception types must be parenthesized"
    r"|leading zeros in decimal integer literals"
    r"|invalid (decimal|hexadecimal|octal) literal"
)
PYTHON_2_LINE = re.compile(r"^\s*(print\s+[^\s(=.]|raise\s+\w+\s*,|exec\s+['\"])|<>|`\w+`|\bur['\"]|\d[lL]\b")


def of_syntax_error(error: SyntaxError) -> Trouble:
    """What the parser says, with a hint for what is often behind it."""
    line = error.lineno or None
    text = (error.text or linecache.getline(FILE, line or 0)).strip()
    message = error.msg or "invalid syntax"
    where = f"Line {line}" if line else "The file"
    if "null bytes" in message:
        return Trouble("encoding", "The file holds NUL bytes: it is not Python text. Save it as UTF-8.")
    if any(part in message for part in ("codec can't decode", "codec failed", "encoding", "Non-UTF-8")):
        return Trouble("encoding", f"The file is not in the encoding it claims: {message}. Save it as UTF-8.")
    end = "" if message.endswith("?") else "."
    if PYTHON_2.search(message) or PYTHON_2_LINE.search(text):
        return at_line("not_supported", f"{where} is Python 2. Dout runs Python 3: {message}{end}", line)
    return at_line("syntax", f"{where}: {message}{end}{_hint(error, text)}", line)


def _hint(error: SyntaxError, text: str) -> str:
    if any("<<<<<<<" in line for line in linecache.getlines(FILE)):
        return " The file holds marks of a merge conflict (<<<<<<<): resolve it."
    if text.startswith(("%", "!")):
        return " Lines that begin with % or ! work in notebooks only: remove them."
    if "invalid character '·'" in (error.msg or ""):
        return " A product is written *, a matrix product @."
    if "invalid character" in (error.msg or "") or "invalid non-printable" in (error.msg or ""):
        return " It was pasted from a text: type the quotation mark, minus or blank again by hand."
    if "expected an indented block" in (error.msg or ""):
        return " The body is missing: write its lines, indented by four spaces."
    if isinstance(error, IndentationError):
        return " Check the indentation: use four spaces, no tabs."
    return ""
