"""Server-sent events: a submission on its way, and all of an assignment."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from flask import Response, request

from submissions import events
from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.operation import Who
from submissions.auth.scopes import Scope
from submissions.database import Database
from submissions.models import Assignment, State
from submissions.services import services
from submissions.store import changed, verdicts

EVERY_SECONDS = 2.0
"""How often an assignment is looked at: to count thousands of submissions takes a while."""
AGAIN = (
    "The stream ends after a while: come back with the header `Last-Event-ID`. Where too many streams are "
)
AGAIN += "open, ask from time to time instead (503)."


@dataclass(frozen=True)
class Counts:
    """How many submissions of an assignment are in each state; `mark` is another after any change."""

    queued: int
    running: int
    graded: int
    broken: int
    mark: str

    is_last = False

    @property
    def id(self) -> str:
        """For `Last-Event-ID`."""
        return self.mark

    def event(self) -> str:
        """As it is sent."""
        return f"id: {self.id}\nevent: counts\ndata: {json.dumps(asdict(self))}\n\n"


@operation(
    "GET",
    "/submissions/<submission_id>/events",
    scope=Scope.READ,
    who=Who.MEMBER,
    problems=(503,),
    about="Each event `step` tells `state`, `place` and `tries`; the last state is `graded` or `broken`. "
    "While a slow upload runs, `calls` has pairs by the name of what is called: how many calls have been "
    "answered, and how many there are. "
    f"Who has seen that one gets 204. {AGAIN}",
)
def submission_events(submission_id: str) -> Response:
    """Follow a submission to its verdict."""
    with services().database.read() as session:
        found, _ = loading.submission(session, submission_id)
    return events.response(found.id, request.headers.get("Last-Event-ID"))


@operation(
    "GET",
    "/assignments/<assignment_id>/events",
    scope=Scope.READ,
    who=Who.STAFF,
    problems=(503,),
    about="Each event `counts` tells how many submissions are `queued`, `running`, `graded` and `broken`; "
    f"its `mark` is another whenever a submission comes, moves on, or gets points. {AGAIN}",
)
def assignment_events(assignment_id: str) -> Response:
    """Follow all submissions of an assignment."""
    with services().database.read() as session:
        found, _ = loading.assignment(session, assignment_id)
    database = services().database
    seen = request.headers.get("Last-Event-ID")
    return events.stream(lambda: counts(database, found.id), seen, EVERY_SECONDS)


def counts(database: Database, assignment_id: str) -> Counts | None:
    """Where the submissions are now; None if the assignment was deleted."""
    with database.read() as session:
        if session.get(Assignment, assignment_id) is None:
            return None
        states = verdicts.states(session, assignment_id)
        mark = sha256(changed.mark(session, assignment_id).encode()).hexdigest()[:16]
    queued, running, graded, broken = (states.get(state, 0) for state in State)
    return Counts(queued, running, graded, broken, mark)
