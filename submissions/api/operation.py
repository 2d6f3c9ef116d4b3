"""What is declared of an operation of the interface: who may use it, what it takes and what it answers.

The checks before it runs, the description, and the tests are all made from this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from flask import current_app, request
from pydantic import BaseModel

from submissions.auth.scopes import Scope
from submissions.models import Role

View: TypeAlias = "Callable[..., Any]"


class Who(StrEnum):
    """Who may use an operation, by what they are in the course that it belongs to."""

    ANYONE = "whoever holds a token"
    MEMBER = "members of the course"
    STAFF = "tutors, owners and learning systems of the course"
    OWNER = "owners of the course"
    SOMEWHERE = "tutors, owners and learning systems of any course"
    ADMIN = "administrators"


ROLES: dict[Who, frozenset[Role]] = {
    Who.MEMBER: frozenset(Role),
    Who.STAFF: frozenset({Role.TUTOR, Role.OWNER, Role.SERVICE}),
    Who.OWNER: frozenset({Role.OWNER}),
}
"""For those who are told by a role."""


@dataclass(frozen=True)
class Operation:
    """What is declared of an operation.

    Attributes:
        scope: the word that the token's scope must have.
        takes: the schema of its JSON body; None if it takes none, or reads it in its own way.
        query: the schema of its query; None if there is none.
        changes: whether it needs If-Match.
        secret: its answer holds something that is shown once, and must not be kept.
    """

    scope: Scope
    who: Who
    takes: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    changes: bool = False
    secret: bool = False


def current() -> Operation:
    """The operation that answers the current request."""
    return declared_by(current_app.view_functions[str(request.endpoint)])


def declared_by(view: View) -> Operation:
    """What was declared of a view. Raises LookupError: nothing, so nobody may use it."""
    found: Operation | None = getattr(view, "operation", None)
    if found is None:
        raise LookupError(f"{view} is an operation without a rule of who may use it")
    return found
