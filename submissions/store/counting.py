"""What counts, read from the record: for one person, or for everyone in an assignment, in a few queries.

Pages and exports show `Counted` (`submissions.rules.counting`): `.points`, `.attempt` (its number),
`.attempt_id`, `.deduction`, `.days_late`, `.overridden`, and `.sentence`, which says what counts and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from submissions.assignments import parsed
from submissions.feedback_policy import policy
from submissions.models import Assignment, Membership, State, Submission
from submissions.models_teaching import Extension as ExtensionRow
from submissions.models_teaching import Override
from submissions.rules import reading
from submissions.rules.counting import Counted, Given, Scored, what_counts
from submissions.rules.handing_in import MINUTE, SoFar
from submissions.rules.model import NO_EXTENSION, Extension, Rules
from submissions.store import verdicts
from submissions.store.verdicts import Attempt


@dataclass(frozen=True)
class Standing:
    """All that is known of one person in an assignment, to be shown: attempts are newest first."""

    counted: Counted
    attempts: list[Attempt] = field(default_factory=list)
    extension: Extension = NO_EXTENSION


def rules_of(assignment: Assignment) -> Rules:
    """The rules of an assignment whose course is loaded.

    Raises:
        RulesError: what is stored cannot be used, which the API and the pages do not let happen.
    """
    return reading.read(
        assignment.rules,
        opens_at=assignment.opens_at,
        due_at=assignment.due_at,
        time_zone=assignment.course.time_zone,
    )


def extension_of(session: Session, assignment_id: str, person_id: str) -> Extension:
    """What the person gets beyond the rest; nothing, if there is no extension."""
    row = session.get(ExtensionRow, (assignment_id, person_id))
    return Extension(row.due_at, row.more_attempts) if row else NO_EXTENSION


def so_far(session: Session, assignment_id: str, person_id: str, now: datetime) -> SoFar:
    """What the person has handed in. Attempts that we failed to grade do not count. Two short queries."""
    own = (Submission.assignment_id == assignment_id, Submission.person_id == person_id)
    count = session.scalar(select(func.count()).where(*own, Submission.state != State.BROKEN)) or 0
    recent = session.scalars(select(Submission.created_at).where(*own, Submission.created_at > now - MINUTE))
    return SoFar(count, tuple(recent))


def take_turn(session: Session, course_id: str, person_id: str) -> None:
    """Until the transaction ends nobody else takes this turn: uploads of one person come one by one.

    SQLite lets one transaction write at a time anyway.
    """
    session.execute(
        select(Membership.role)
        .where(Membership.course_id == course_id, Membership.person_id == person_id)
        .with_for_update()
    )


def for_person(session: Session, assignment: Assignment, person_id: str, viewer_id: str) -> Standing:
    """What counts of one person's attempts, by the points that `viewer_id` may see.

    A student does not see the points of hidden checks, so what counts may change when those are opened.
    """
    visible = policy(session, viewer_id, assignment)
    attempts = visible.history(session, verdicts.history(session, assignment.id, person_id))
    extension = extension_of(session, assignment.id, person_id)
    given = _given(session, assignment.id, person_id)
    most = visible.max_points(parsed(assignment.text))
    counted = what_counts(_scored(attempts), rules_of(assignment), extension, given, most)
    return Standing(counted, attempts, extension)


def people(session: Session, assignment_id: str, after: str, limit: int) -> list[str]:
    """Ids of those who have handed in or have an extension, in their order; those after `after`."""
    handed_in = select(Submission.person_id).where(Submission.assignment_id == assignment_id)
    extended = select(ExtensionRow.person_id).where(ExtensionRow.assignment_id == assignment_id)
    everyone = union(handed_in, extended).subquery()
    person_id = everyone.c.person_id
    return list(session.scalars(select(person_id).where(person_id > after).order_by(person_id).limit(limit)))


def for_everyone(
    session: Session, assignment: Assignment, people: Collection[str] | None = None
) -> dict[str, Standing]:
    """What counts for everyone who has handed in, or has an extension, by the person's id; for staff.

    Five queries, however many they are. Whoever is missing in it has handed in nothing. The attempts are
    without the names of their files. With `people` it is only for these, a few hundred at most.
    """
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in verdicts.everyones(session, assignment.id, people):
        attempts[attempt.person_id].append(attempt)
    extensions = extensions_of(session, assignment.id, people)
    given: dict[str, list[Given]] = defaultdict(list)
    whose = {attempt.id: person for person, own in attempts.items() for attempt in own}
    for one in _given(session, assignment.id, None):
        if one.attempt_id in whose:
            given[whose[one.attempt_id]].append(one)
    rules, most = rules_of(assignment), parsed(assignment.text).max_points
    return {
        person: Standing(
            what_counts(
                _scored(attempts[person]), rules, extensions.get(person, NO_EXTENSION), given[person], most
            ),
            attempts[person],
            extensions.get(person, NO_EXTENSION),
        )
        for person in sorted({*attempts, *extensions})
    }


def extensions_of(
    session: Session, assignment_id: str, people: Collection[str] | None = None
) -> dict[str, Extension]:
    """Extensions by the person's id; with `people` only those of these."""
    wanted = select(ExtensionRow.person_id, ExtensionRow.due_at, ExtensionRow.more_attempts).where(
        ExtensionRow.assignment_id == assignment_id
    )
    if people is not None:
        wanted = wanted.where(ExtensionRow.person_id.in_(people))
    rows = session.execute(wanted)
    return {row.person_id: Extension(row.due_at, row.more_attempts) for row in rows}


def extensions_of_person(session: Session, person_id: str) -> dict[str, Extension]:
    """Extensions of one person by the assignment's id."""
    wanted = select(ExtensionRow.assignment_id, ExtensionRow.due_at, ExtensionRow.more_attempts).where(
        ExtensionRow.person_id == person_id
    )
    rows = session.execute(wanted)
    return {row.assignment_id: Extension(row.due_at, row.more_attempts) for row in rows}


def _scored(attempts: Sequence[Attempt]) -> list[Scored]:
    return [
        Scored(a.id, a.number, a.created_at, a.points, a.state in {State.QUEUED, State.RUNNING})
        for a in attempts
    ]


def _given(session: Session, assignment_id: str, person_id: str | None) -> list[Given]:
    """The newest override of each attempt, where it was not taken back."""
    wanted = (
        select(Override.submission_id, Override.points, Override.created_at)
        .join(Submission, Submission.id == Override.submission_id)
        .where(Submission.assignment_id == assignment_id)
        .order_by(Override.created_at, Override.id)
    )
    if person_id is not None:
        wanted = wanted.where(Submission.person_id == person_id)
    newest = {row.submission_id: row for row in session.execute(wanted)}
    return [
        Given(row.submission_id, row.points, row.created_at)
        for row in newest.values()
        if row.points is not None
    ]
