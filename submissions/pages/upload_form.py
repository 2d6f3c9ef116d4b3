"""The forms of the assignment page: a chosen file in `file` or pasted text in `source`, and typed-in answers.

Where an assignment asks for functions only, file and text are two forms. Where it asks for answers, there is
one form with all its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default

from werkzeug.datastructures import FileStorage, MultiDict

from grader.assignment import Assignment as Task
from submissions import typed_answers
from submissions.pages.languages import say

PASTED = "pasted.py"


@dataclass(frozen=True)
class Handed:
    """What was handed in; `field` is the one that the file came from."""

    field: str
    upload: bytes | None = None
    filename: str | None = None
    answers: dict[str, str] | None = None


@dataclass(frozen=True)
class Refused:
    """What is wrong, and with which field of the form; `headers` go with the answer."""

    field: str
    message: str
    status: int = 422
    headers: Mapping[str, str] = with_default(default_factory=dict)


def read(files: MultiDict[str, FileStorage], form: MultiDict[str, str], task: Task) -> Handed | Refused:
    """What the form for this assignment holds; refused where something is missing.

    Raises:
        ProblemError: the answers are not sent as the page sends them.
    """
    typed = answers(form)
    if not task.functions:
        return Handed("answers", answers=typed)
    chosen, text = files.get("file"), form.get("source", "").replace("\r\n", "\n")
    if task.answers:
        both = _refused(chosen, text)
        if both is not None:
            return both
        chosen = chosen if chosen and chosen.filename else None
    if chosen is not None:
        if not chosen.filename:
            return Refused("file", say("No file is chosen yet. Choose the file with your functions."))
        upload = chosen.read()
        if not upload.strip():
            return Refused("file", say("This file is empty. Choose the file with your functions."))
        return Handed("file", upload, chosen.filename, typed)
    if not text.strip():
        return Refused("source", say("The box is empty. Paste your code first."))
    return Handed("source", text.encode("utf-8", "replace"), PASTED, typed)


def answers(form: MultiDict[str, str]) -> dict[str, str] | None:
    """The typed-in answers with plain line ends. Raises ProblemError."""
    found = typed_answers.from_form(form)
    return found and {name: typed.replace("\r\n", "\n") for name, typed in found.items()}


def _refused(chosen: FileStorage | None, text: str) -> Refused | None:
    """One form has both fields: exactly one of them is to be filled."""
    is_chosen = bool(chosen and chosen.filename)
    if is_chosen and text.strip():
        return Refused("file", say("You chose a file and pasted code as well: keep one of them."))
    if not is_chosen and not text.strip():
        return Refused("file", say("Your code is missing. Choose the file with your functions, or paste it."))
    return None
