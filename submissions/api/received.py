"""What a request carries besides a file: its JSON body and its query, read by a schema."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from submissions.api.incoming import json_body
from submissions.problems import ProblemError

Model = TypeVar("Model", bound=BaseModel)
MOST_ERRORS = 20
LARGEST = 512 * 1024
"""Bytes of a body: an assignment's file with every character escaped."""
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "list_type": "must be a list",
}
"""In the place of the library's words, by its name of the mistake."""


def received(model: type[Model]) -> Model:
    """The JSON body of the request.

    Raises:
        ProblemError: 400 if it is no JSON, 413, 415, or 422 with all that is wrong in `errors`, each with a
            JSON pointer (RFC 6901).
    """
    if not request.is_json:
        raise ProblemError(
            415, "Send JSON, with `Content-Type: application/json`.", headers={"Accept": "application/json"}
        )
    request.max_content_length = LARGEST
    try:
        body = json_body()
    except RequestEntityTooLarge:
        raise ProblemError(413, f"The body is larger than the limit of {LARGEST // 1024} KiB.") from None
    if not isinstance(body, dict):
        raise ProblemError(422, "Send a JSON object.")
    return checked(model, body, "pointer")


def asked(model: type[Model]) -> Model:
    """The query of the request. Raises ProblemError 422."""
    for name, values in request.args.lists():
        if len(values) > 1:
            raise ProblemError(422, f"`{name[:40]}` may stand in the query only once.")
    return checked(model, dict(request.args.items()), "parameter")


def refuse(field: str, sentence: str) -> ProblemError:
    """The problem of one field of the body, as `received` would have told it."""
    return ProblemError(422, sentence, errors=[{"pointer": f"/{field}", "detail": sentence}])


def checked(model: type[Model], values: dict[str, Any], where: str) -> Model:
    """The values as the schema reads them, with its mistakes told as `received` does.

    Args:
        where: "pointer" into a body, or "parameter" of a query.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        found = [_said(one, where) for one in error.errors(include_url=False, include_context=False)]
    most = f" There are {len(found)} mistakes; `errors` has them." if len(found) > 1 else ""
    raise ProblemError(422, found[0]["detail"] + most, errors=found[:MOST_ERRORS])


def _said(error: Any, where: str) -> dict[str, str]:
    path = [str(part)[:60] for part in error["loc"]]
    words = WORDS.get(error["type"], "")
    if not words:
        text = str(error["msg"]).removeprefix("Value error, ")
        words = text[0].lower() + text[1:] if text else "cannot be used"
    name = ".".join(path) or "the body"
    detail = f"`{name}` {words if error['type'] in WORDS else 'cannot be used: ' + words}".rstrip(".") + "."
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in path)
    place = "/" + "/".join(escaped) if where == "pointer" else ".".join(path)
    return {where: place, "detail": detail}
