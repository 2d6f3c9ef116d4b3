"""Everything that a tutor's first page shows of an assignment, counted once per change of the record.

To count thousands of submissions takes a good part of a second. So a board is kept in memory under the mark
of the record that it was counted from, and is counted anew as soon as the mark is another one.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from submissions.assignments import parsed
from submissions.models import Assignment, Membership, Role
from submissions.models_teaching import Extension
from submissions.pages.teaching import findings
from submissions.pages.teaching.findings import Findings
from submissions.pages.teaching.overview import Overview, overview
from submissions.pages.teaching.selection import Selection
from submissions.rules.counting import Counted
from submissions.store import counting, verdicts
from submissions.store.verdicts import Attempt

KEPT = 16
"""Boards that are kept: those asked for last."""


@dataclass(frozen=True)
class Person:
    """Where one person stands: the latest attempt, how many there are, and what counts of them."""

    latest: Attempt
    attempts: int
    counted: Counted


@dataclass(frozen=True)
class Board:
    """`people` are those who have handed in, staff as well, by their ids. All else is of students only:
    `newest` is the latest attempt of each, in the order of their ids, and `findings` says by the attempt's id
    what the reports on them say."""

    people: Mapping[str, Person]
    newest: Sequence[Attempt]
    findings: Mapping[str, Findings]
    overview: Overview


def mark(session: Session, assignment: Assignment) -> str:
    """A text that is another as soon as the board would be."""
    course = assignment.course_id
    members = session.execute(
        select(Membership.role, func.count()).where(Membership.course_id == course).group_by(Membership.role)
    ).all()
    extensions = session.execute(
        select(func.count(), func.max(Extension.created_at)).where(Extension.assignment_id == assignment.id)
    ).one()
    own = (assignment.text, assignment.opens_at, assignment.due_at, assignment.rules)
    parts = (verdicts.mark(session, assignment.id), sorted(map(tuple, members)), tuple(extensions), own)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def board(session: Session, assignment: Assignment, its_mark: str) -> Board:
    """The board of this mark, counted now if it is not kept."""
    key = (assignment.id, its_mark)
    kept = _BOARDS.get(key)
    if kept is None:
        kept = _count(session, assignment)
        _BOARDS.put(key, kept)
    return kept


def selected(session: Session, assignment: Assignment, selection: Selection) -> list[Attempt]:
    """The students' newest attempts that belong to the selection, in an order that says nothing of names."""
    found = board(session, assignment, mark(session, assignment))
    return [one for one in found.newest if selection.takes(one, found.findings.get(one.id))]


def _count(session: Session, assignment: Assignment) -> Board:
    standings = counting.for_everyone(session, assignment)
    students = set(
        session.scalars(
            select(Membership.person_id).where(
                Membership.course_id == assignment.course_id, Membership.role == Role.STUDENT
            )
        )
    )
    people = {
        id_: Person(standing.attempts[0], len(standing.attempts), standing.counted)
        for id_, standing in standings.items()
        if standing.attempts
    }
    own: list[Sequence[Attempt]] = [
        s.attempts for id_, s in standings.items() if s.attempts and id_ in students
    ]
    known = findings.of_verdicts(
        session, {a[0].id: a[0].verdict_id for a in own if a[0].verdict_id and a[0].state == "graded"}
    )
    counted = {id_: person.counted for id_, person in people.items() if id_ in students}
    task = parsed(assignment.text)
    return Board(
        people,
        [attempts[0] for attempts in own],
        known,
        overview(len(students), own, known, counted, task.max_points, assignment),
    )


class _Boards:
    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Board] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> Board | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: tuple[str, str], board: Board) -> None:
        with self._lock:
            self._kept[key] = board
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


_BOARDS = _Boards()
