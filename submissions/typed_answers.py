"""Typed-in answers as a request carries them. What nobody could grade is refused; all else is kept as typed.

JSON has them in `answers`, an object of strings by name; a form in the fields `answers[a]`, `answers[b]`, …
"""

from __future__ import annotations

import json
import re

from werkzeug.datastructures import MultiDict

from grader.answers import MAX_LENGTH
from grader.assignment import Assignment as Task
from submissions.problems import ProblemError

EXAMPLE = '{"answers": {"a": "52", "b": "[[1, 2], [3, 4]]"}}'
_FIELD = re.compile(r"answers\[(.*)\]", re.DOTALL)


def field(name: str) -> str:
    """The field of a form for the answer of that name."""
    return f"answers[{name}]"


def from_form(form: MultiDict[str, str]) -> dict[str, str] | None:
    """The answers in the fields of a form; None where it has none of them.

    Raises:
        ProblemError: 422 for a field that stands there twice, or for the field `answers`.
    """
    if "answers" in form:
        raise ProblemError(422, "Send each answer in a field of its own: answers[a], answers[b], …")
    found = {}
    for key, values in form.lists():
        if match := _FIELD.fullmatch(key or ""):  # a part of a form may have no name
            if len(values) > 1:
                raise ProblemError(422, f"The field {_shown(key)} may occur only once.")
            found[match[1]] = values[0]
    return found or None


def checked(task: Task, given: object) -> dict[str, str] | None:
    """The answers to store; None if there are none.

    Args:
        given: what stands in `answers` of a request; None where it is left out.

    Raises:
        ProblemError: 422, with `answer`, the name of the one that cannot be taken.
    """
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ProblemError(422, f"`answers` must be an object of strings by name: {EXAMPLE}.")
    names = [answer.name for answer in task.answers]
    if given and not names:
        raise ProblemError(422, "This assignment takes no typed-in answers: leave `answers` out.")
    for name, typed in given.items():
        if name not in names:
            known = ", ".join(names)
            raise ProblemError(422, f"There is no answer {_shown(name)}: this assignment asks for {known}.")
        _check(name, typed)
    return given or None


def _check(name: str, typed: object) -> None:
    if not isinstance(typed, str):
        raise ProblemError(
            422, f'The answer {name} must be a string, such as "52" or "[[1, 2], [3, 4]]".', answer=name
        )
    if len(typed) > MAX_LENGTH:
        raise ProblemError(
            422,
            f"The answer {name} has {len(typed)} characters; at most {MAX_LENGTH} can be read. "
            "Write the numbers only.",
            answer=name,
        )
    try:
        typed.encode()
    except UnicodeEncodeError as error:
        raise ProblemError(
            422,
            f"The answer {name} is no text: character {error.start} is half of a surrogate pair.",
            answer=name,
        ) from None


def _shown(name: str) -> str:
    return json.dumps(name[:40])
