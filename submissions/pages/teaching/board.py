"""Everything that a tutor's first page shows of an assignment, counted once per change of the record.

A board is kept in memory under the mark of the record that it was counted from. As soon as the mark is
another one it is counted anew, from what has changed since (`submissions.pages.teaching.standings`).
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
from submissions.pages.teaching import findings, standings
from submissions.pages.teaching.findings import Findings
from submissions.pages.teaching.overview import Overview, overview
from submissions.pages.teaching.selection import Selection
from submissions.pages.teaching.standings import Person, Standings
from submissions.store import changed
from submissions.store.verdicts import Attempt

KEPT = 16
"""Assignments whose board is kept: those asked for last."""


@dataclass(frozen=True)
class Board:
    """`standings` are of those who have handed in, staff as well. All else is of students only: `newest` is
    the latest attempt of each, in the order of their ids, and `findings` says by the attempt's id what the
    reports on them say."""

    mark: str
    standings: Standings
    newest: Sequence[Attempt]
    findings: Mapping[str, Findings]
    overview: Overview

    @property
    def people(self) -> Mapping[str, Person]:
        """Everyone who has handed in, by their ids."""
        return self.standings.people


def mark(session: Session, assignment: Assignment) -> str:
    """A text that is another as soon as the board would be."""
    course = assignment.course_id
    members = session.execute(
        select(Membership.role, func.count()).where(Membership.course_id == course).group_by(Membership.role)
    ).all()
    parts = (
        changed.mark(session, assignment.id),
        sorted(map(tuple, members)),
        changed.of_all(session, assignment),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def board(session: Session, assignment: Assignment, its_mark: str) -> Board:
    """The board of this mark, counted now if it is not kept."""
    kept = _BOARDS.get(assignment.id)
    if kept is None or kept.mark != its_mark:
        kept = _count(session, assignment, its_mark, kept.standings if kept else None)
        _BOARDS.put(assignment.id, kept)
    return kept


def selected(session: Session, assignment: Assignment, selection: Selection) -> list[Attempt]:
    """The students' newest attempts that belong to the selection, in an order that says nothing of names."""
    found = board(session, assignment, mark(session, assignment))
    return [one for one in found.newest if selection.takes(one, found.findings.get(one.id))]


def _count(session: Session, assignment: Assignment, its_mark: str, before: Standings | None) -> Board:
    now = standings.read(session, assignment, before)
    students = set(
        session.scalars(
            select(Membership.person_id).where(
                Membership.course_id == assignment.course_id, Membership.role == Role.STUDENT
            )
        )
    )
    own = [person for id_, person in now.people.items() if id_ in students]
    newest = [person.latest for person in own]
    known = findings.of_verdicts(
        session, {one.id: one.verdict_id for one in newest if one.verdict_id and one.state == "graded"}
    )
    most = parsed(assignment.text).max_points
    return Board(its_mark, now, newest, known, overview(len(students), own, known, most, assignment))


class _Boards:
    def __init__(self) -> None:
        self._kept: OrderedDict[str, Board] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Board | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: str, board: Board) -> None:
        with self._lock:
            self._kept[key] = board
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


_BOARDS = _Boards()
