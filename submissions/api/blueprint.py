"""Version 1 of the interface: its blueprint, what happens before and after each operation, and how one is
declared: in one place its address, who may use it, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from apiflask import APIBlueprint
from pydantic import BaseModel

from submissions.api import caller, idempotency, rate_limit, schemas
from submissions.api.operation import Operation, View, Who
from submissions.auth.scopes import Scope

Responses: TypeAlias = "dict[int | str, dict[str, Any]]"
PROBLEMS = {
    400: "The request cannot be understood",
    401: "No token, or one that is not known",
    403: "The token, or who holds it, may not do this",
    404: "There is no such thing, or the token does not show it",
    406: "The answer is not there in the form that Accept asks for",
    409: "It contradicts what is there: see `detail`",
    412: "It was changed since: the ETag in If-Match is no longer the present one",
    413: "The body is larger than the limit",
    415: "The body is not of a kind that is taken here",
    422: "A field, or a value in the query, cannot be used",
    428: "The header If-Match is missing",
    429: "Too many requests: see Retry-After",
    503: "The broker cannot be reached, or too many wait: see Retry-After",
}

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Version 1")
api.before_request(caller.require_token)
api.before_request(rate_limit.spend)
api.before_request(caller.require_scope)
api.before_request(idempotency.begin)
api.after_request(idempotency.end)
api.after_request(rate_limit.tell)


def operation(
    method: str,
    path: str,
    *,
    scope: Scope,
    who: Who,
    answers: type[BaseModel] | None = None,
    status: int = 200,
    success: str = "",
    problems: tuple[int, ...] = (),
    takes: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    changes: bool = False,
    secret: bool = False,
    about: str = "",
) -> Callable[[View], View]:
    """Declare the function as an operation of version 1; its docstring is the summary.

    Args:
        answers: the schema of a success; None for one without JSON.
        problems: those that it may answer with, beside those of every operation of its kind.
        about: more for the description.
    """
    declared = Operation(scope, who, takes, query, changes, secret)

    def declare(view: View) -> View:
        @wraps(view)
        def run(**values: Any) -> Any:
            return view(**values)

        shown: View = run
        if answers is not None:
            shown = api.output(answers, status_code=status, description=success or None)(shown)
        elif status == 204:
            shown = api.output({}, status_code=204, description=success or "Done")(shown)
        shown = api.doc(
            security="token",
            responses=_problems(method, declared, problems),
            description=f"{about}\n\nFor {who.value}; the token needs the scope `{scope}`.".strip(),
        )(shown)
        shown.operation = declared  # type: ignore[attr-defined]
        routed: View = api.route(path, methods=[method])(shown)
        return routed

    return declare


def _problems(method: str, declared: Operation, more: tuple[int, ...]) -> Responses:
    codes = {401, 403, 429, *more}
    if declared.takes is not None:
        codes |= {400, 413, 415, 422}
    if declared.query is not None:
        codes |= {422}
    if method == "POST":
        codes |= {409, 422}
    if declared.changes:
        codes |= {412, 428}
    if declared.who not in {Who.ANYONE, Who.ADMIN}:
        codes |= {404}
    schema = schemas.ProblemOut.model_json_schema()
    content = {"application/problem+json": {"schema": schema}}
    return {code: {"description": PROBLEMS[code], "content": content} for code in sorted(codes)}
