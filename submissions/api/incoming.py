"""The file in a request: multipart/form-data with the field `file`, or JSON with `source`."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from submissions.problems import ProblemError
from submissions.services import services
from submissions.uploading import too_large

ACCEPTED = "multipart/form-data, application/json"
LONGEST_ESCAPE = 6
r"""Bytes that JSON may spend on one character (\u001f)."""
OVERHEAD = 64 * 1024
CURL = "With curl: -F file=@layers.py"


def file_in_request() -> tuple[str | None, bytes]:
    """File name and content.

    Raises:
        ProblemError: 400, 413, 415 or 422, with what to send instead.
    """
    limit = services().settings.max_upload_kib * 1024
    try:
        if request.mimetype == "multipart/form-data":
            return _from_form()
        if request.is_json:
            request.max_content_length = LONGEST_ESCAPE * limit + OVERHEAD
            return _from_json()
    except RequestEntityTooLarge:
        raise too_large(limit) from None
    raise ProblemError(
        415,
        f"Send the file as multipart/form-data in the field `file`, or JSON with `source`. {CURL}",
        headers={"Accept": ACCEPTED},
    )


def _from_form() -> tuple[str | None, bytes]:
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


def _from_json() -> tuple[str | None, bytes]:
    body = _json()
    if not isinstance(body, dict):
        raise ProblemError(422, 'Send a JSON object: {"source": "def …", "filename": "layers.py"}.')
    source, filename = body.get("source"), body.get("filename")
    if not isinstance(source, str):
        raise ProblemError(422, "`source` must be a string that holds the Python source.")
    if filename is not None and not isinstance(filename, str):
        raise ProblemError(422, "`filename` must be a string, or left out.")
    try:
        return filename, source.encode()
    except UnicodeEncodeError as error:
        raise ProblemError(
            422,
            f"`source` is no text: character {error.start} is half of a surrogate pair. "
            "Send the file as it is, as multipart/form-data.",
        ) from None


def _json() -> Any:
    try:
        return json.loads(request.get_data(cache=False))
    except RecursionError:
        raise ProblemError(400, "The JSON is nested too deep.") from None
    except ValueError as error:
        raise ProblemError(400, f"The body is not JSON: {error}.") from None
