"""Where everyone stands in an assignment, read anew only for those of whom something has changed.

To read and count thousands of attempts takes a good part of a second, and before a deadline each second has
a few more. So what was read is kept with a mark for each person, and a person whose mark is another is read
again. It is the same as if all were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions.assignments import parsed
from submissions.models import Assignment
from submissions.rules.counting import Counted
from submissions.store import changed, counting
from submissions.store.verdicts import Attempt

MOST = 300
"""If more people have changed, all are read: it is one pass over an index."""


@dataclass(frozen=True, slots=True)
class Person:
    """Where one person stands: the latest attempt, how many there are, and what counts of them.

    `moments` are those of handing in; `full_at` is the number of the first attempt with all points, or 0.
    """

    latest: Attempt
    attempts: int
    counted: Counted
    full_at: int
    moments: tuple[datetime, ...]


@dataclass(frozen=True)
class Standings:
    """`people` are those who have handed in, staff as well, in the order of their ids. The rest says of which
    moment that is."""

    people: Mapping[str, Person]
    of_all: tuple[Any, ...]
    marks: Mapping[str, tuple[Any, ...]]


def read(session: Session, assignment: Assignment, kept: Standings | None = None) -> Standings:
    """How it is now; `kept` is how it was. The marks are read first, so that what came meanwhile is read anew
    the next time."""
    of_all, marks = changed.of_all(session, assignment), changed.marks(session, assignment.id)
    if kept is None or kept.of_all != of_all:
        return Standings(_people(session, assignment, None), of_all, marks)
    differ = [person for person, mark in marks.items() if kept.marks.get(person) != mark]
    if len(differ) > MOST:
        return Standings(_people(session, assignment, None), of_all, marks)
    known = {**kept.people, **(_people(session, assignment, differ) if differ else {})}
    people = {person: known[person] for person in sorted(marks) if person in known}
    return Standings(people, of_all, marks)


def _people(session: Session, assignment: Assignment, people: list[str] | None) -> dict[str, Person]:
    most = parsed(assignment.text).max_points
    found = {}
    for id_, standing in counting.for_everyone(session, assignment, people).items():
        if own := standing.attempts:
            full = [a.number for a in own if a.points is not None and a.points >= most]
            moments = tuple(attempt.created_at for attempt in own)
            found[id_] = Person(own[0], len(own), standing.counted, min(full, default=0), moments)
    return found
