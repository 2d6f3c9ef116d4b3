"""Version 1 of the interface: its blueprint, and the answers that are no success."""

from __future__ import annotations

from typing import Any, TypeAlias

from apiflask import APIBlueprint

from submissions.api import schemas
from submissions.api.caller import require_token

Responses: TypeAlias = "dict[int | str, dict[str, str | dict[str, dict[str, Any]]]]"
PROBLEMS = {
    400: "The request cannot be understood",
    401: "No token, or one that is not known",
    404: "There is no such thing, or the token does not show it",
    406: "The answer is not there in the form that Accept asks for",
    413: "The file is larger than the limit",
    415: "The body is neither multipart/form-data nor JSON",
    422: "The request holds no usable file or value",
    503: "The broker cannot be reached, or too many submissions wait: see Retry-After",
}

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Version 1")
api.before_request(require_token)


def problems(*codes: int) -> Responses:
    """The problems that an operation may answer with, for its description; 401 is one of each."""
    schema = schemas.ProblemOut.model_json_schema()
    content = {"application/problem+json": {"schema": schema}}
    return {code: {"description": PROBLEMS[code], "content": content} for code in (401, *codes)}
