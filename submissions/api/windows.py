"""Long lists in windows: `limit` says how long one is, and the header Link leads to the next (RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import request, url_for
from pydantic import BaseModel, ConfigDict, Field

from submissions.api.fields import Id
from submissions.problems import ProblemError

Line = TypeVar("Line")
MOST = 500
USUAL = 100


class Window(BaseModel):
    """The query of a list."""

    model_config = ConfigDict(extra="forbid")
    limit: int = Field(USUAL, ge=1, le=MOST, description="Lines in one answer")
    after: Id | None = Field(
        None, description="The id of a line: those after it are listed; see the header Link"
    )


def cut(lines: Sequence[Line], limit: int) -> tuple[Sequence[Line], bool]:
    """The first `limit` of the lines, and whether there are more. Ask for one more than `limit`."""
    return lines[:limit], len(lines) > limit


def link(last: str, query: BaseModel, **path: Any) -> dict[str, str]:
    """The header Link that leads to what stands after the line `last`."""
    values = query.model_dump(exclude_none=True, mode="json") | path | {"after": last}
    return {"Link": f'<{url_for(str(request.endpoint), **values)}>; rel="next"'}


def no_such_line() -> ProblemError:
    """`after` names no line of the list."""
    return ProblemError(422, "`after` must be the id of a line of this list; the header Link has it.")
