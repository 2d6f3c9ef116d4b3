"""What is handed in by a request: multipart/form-data with the field `file`, or JSON with `source`; typed-in
answers stand beside or in the place of them, as the assignment asks for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from grader.assignment import Assignment as Task
from submissions import typed_answers
from submissions.problems import ProblemError
from submissions.services import services
from submissions.uploading import too_large

ACCEPTED = "multipart/form-data, application/json"
LONGEST_ESCAPE = 6
r"""Bytes that JSON may spend on one character (\u001f)."""
OVERHEAD = 64 * 1024
CURL = "With curl: -F file=@layers.py"
ANSWERS = (
    f"Send typed-in answers: JSON {typed_answers.EXAMPLE}, "
    "or a form with the fields answers[a], answers[b] and so on."
)


@dataclass(frozen=True)
class Handed:
    """What a request hands in. `upload` is None where there is no file; `answers` are not looked at yet."""

    filename: str | None
    upload: bytes | None
    answers: object


def handed_in(task: Task) -> Handed:
    """What the current request hands in for the assignment.

    Raises:
        ProblemError: 400, 413, 415 or 422, with what to send instead.
    """
    limit = services().settings.max_upload_kib * 1024
    try:
        if request.mimetype == "multipart/form-data":
            return _from_form(task)
        if request.is_json:
            request.max_content_length = largest_body()
            return _from_json(task)
    except RequestEntityTooLarge:
        raise too_large(limit) from None
    if task.functions:
        how = f"Send the file as multipart/form-data in the field `file`, or JSON with `source`. {CURL}"
    else:
        how = ANSWERS
    raise ProblemError(415, how, headers={"Accept": ACCEPTED})


def largest_body() -> int:
    """Bytes of the largest JSON that may hold a file within the limit."""
    return LONGEST_ESCAPE * services().settings.max_upload_kib * 1024 + OVERHEAD


def _from_form(task: Task) -> Handed:
    answers = typed_answers.from_form(request.form)
    if not task.functions and "file" not in request.files:
        if answers is None:
            raise ProblemError(422, ANSWERS)
        return Handed(None, None, answers)
    filename, upload = _file()
    return Handed(filename, upload, answers)


def _file() -> tuple[str | None, bytes]:
    files = request.files.getlist("file")
    if len(files) > 1:
        raise ProblemError(422, "Send one file: the field `file` may occur only once.")
    if files and (files[0].filename or files[0].stream.read(1)):
        files[0].stream.seek(0)
        return files[0].filename, files[0].stream.read()
    if files:
        raise ProblemError(422, f"No file was chosen: the field `file` has no name and is empty. {CURL}")
    if "file" in request.form:
        raise ProblemError(422, f"The field `file` holds text and not a file: it needs a filename. {CURL}")
    other = next(iter(request.files), None) or next(iter(request.form), None)
    found = " The form is empty or cannot be read; file names must be UTF-8."
    if other is not None:
        found = f" The request has only {json.dumps(other[:40])}."
    raise ProblemError(422, f"Send the file in the field `file`.{found} {CURL}")


def _from_json(task: Task) -> Handed:
    body = json_body()
    if not isinstance(body, dict):
        example = '{"source": "def …", "filename": "layers.py"}' if task.functions else typed_answers.EXAMPLE
        raise ProblemError(422, f"Send a JSON object: {example}.")
    source, filename, answers = body.get("source"), body.get("filename"), body.get("answers")
    if not task.functions and source is None:
        if answers is None:
            raise ProblemError(422, ANSWERS)
        return Handed(None, None, answers)
    if not isinstance(source, str):
        raise ProblemError(422, "`source` must be a string that holds the Python source.")
    if filename is not None and not isinstance(filename, str):
        raise ProblemError(422, "`filename` must be a string, or left out.")
    try:
        return Handed(filename, source.encode(), answers)
    except UnicodeEncodeError as error:
        raise ProblemError(
            422,
            f"`source` is no text: character {error.start} is half of a surrogate pair. "
            "Send the file as it is, as multipart/form-data.",
        ) from None


def json_body() -> Any:
    """What the JSON of the current request says. Raises ProblemError 400."""
    try:
        return json.loads(request.get_data(cache=True), object_pairs_hook=_object, parse_constant=_no_number)
    except RecursionError:
        raise ProblemError(400, "The JSON is nested too deep.") from None
    except ValueError as error:
        raise ProblemError(400, f"The body is not JSON: {error}.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: who reads on the way may take the other one (RFC 8259, section 4)."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{json.dumps(name[:40])} stands twice in one object")
        found[name] = value
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number there")
