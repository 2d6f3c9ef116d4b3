"""What counts for many people at once, from the few attempts of each that can decide it.

Of attempts whose points nobody gave by hand, one that came later and has no more points than one before is
never the best: being late costs no less a day later. So of everyone's attempts the database picks those that
have more points than all before, the last that has any, those that wait, and the first and the last, which
the sentence speaks of. `submissions.rules.counting` says the same of these as of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from submissions.assignments import parsed
from submissions.models import Assignment, State, Submission
from submissions.models_teaching import Override
from submissions.rules.counting import Counted, Scored, what_counts
from submissions.rules.model import NO_EXTENSION
from submissions.store import counting
from submissions.store.verdicts import newest_points

WAITING = frozenset({State.QUEUED, State.RUNNING})


@dataclass(frozen=True)
class Total:
    """What counts of a person's attempts, and how many there are."""

    counted: Counted
    attempts: int


def totals(
    session: Session, assignment: Assignment, people: Collection[str] | None = None
) -> dict[str, Total]:
    """What counts for everyone who has handed in, or has an extension, by the person's id; for staff.

    The same as `counting.for_everyone` says; a few queries, however many they are. With `people` it is only
    for these, a few hundred at most.
    """
    by_hand = _with_decisions(session, assignment.id, people)
    whole = counting.for_everyone(session, assignment, by_hand) if by_hand else {}
    extensions = counting.extensions_of(session, assignment.id, people)
    attempts, count = _deciding(session, assignment.id, people)
    rules, most = counting.rules_of(assignment), parsed(assignment.text).max_points
    found = {
        person: Total(
            what_counts(attempts[person], rules, extensions.get(person, NO_EXTENSION), (), most),
            count.get(person, 0),
        )
        for person in {*attempts, *extensions} - set(whole)
    }
    found |= {person: Total(one.counted, len(one.attempts)) for person, one in whole.items()}
    return dict(sorted(found.items()))


def _with_decisions(session: Session, assignment_id: str, people: Collection[str] | None) -> set[str]:
    """Those whom a tutor gave points by hand, if only to take them back."""
    wanted = (
        select(Submission.person_id)
        .join(Override, Override.submission_id == Submission.id)
        .where(Submission.assignment_id == assignment_id)
        .distinct()
    )
    if people is not None:
        wanted = wanted.where(Submission.person_id.in_(people))
    return set(session.scalars(wanted))


def _deciding(
    session: Session, assignment_id: str, people: Collection[str] | None
) -> tuple[dict[str, list[Scored]], dict[str, int]]:
    """The attempts of each person that can decide, and the number of all."""
    attempts: dict[str, list[Scored]] = defaultdict(list)
    count: dict[str, int] = {}
    for id_, person, number, created_at, points, state, total in session.execute(
        _statement(assignment_id, people)
    ):
        attempts[person].append(Scored(id_, number, created_at, points, state in WAITING))
        count[person] = total
    return attempts, count


def _statement(assignment_id: str, people: Collection[str] | None) -> Select[Any]:
    rows = select(
        Submission.id,
        Submission.person_id,
        Submission.created_at,
        Submission.state,
        newest_points().label("points"),
    ).where(Submission.assignment_id == assignment_id)
    if people is not None:
        rows = rows.where(Submission.person_id.in_(people))
    one = rows.cte("one").prefix_with("MATERIALIZED").c  # else the points are looked up for each column
    in_turn = [one.created_at, one.id]
    ranked = (
        select(
            *one,
            func.row_number().over(partition_by=one.person_id, order_by=in_turn).label("number"),
            func.count().over(partition_by=one.person_id).label("total"),
            func.max(one.points)
            .over(partition_by=one.person_id, order_by=in_turn, rows=(None, -1))
            .label("before"),
            func.count(one.points)
            .over(partition_by=one.person_id, order_by=in_turn, rows=(1, None))
            .label("after"),
        )
        .subquery()
        .c
    )
    return select(
        ranked.id,
        ranked.person_id,
        ranked.number,
        ranked.created_at,
        ranked.points,
        ranked.state,
        ranked.total,
    ).where(
        or_(
            ranked.number == 1,
            ranked.number == ranked.total,
            ranked.state.in_(WAITING),
            ranked.points > func.coalesce(ranked.before, -1),
            (ranked.points.is_not(None)) & (ranked.after == 0),
        )
    )
