"""Which scores a platform is to be told: written down in the transaction of the change that may have changed
them, one line for each link and person, however often it changes. What counts is looked up when it is sent.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, bindparam, case, literal, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from submissions.models import Assignment, Role, Submission
from submissions.models_lti import LtiContext, LtiLink, LtiMember, LtiPlatform, LtiScore
from submissions.models_teaching import Regrade, RegradeItem
from submissions.store.conditions import table_of

LONGEST_ERROR = 400
_link, _submission = (table_of(model).c for model in (LtiLink, Submission))
_ASKED = (
    select(_link.id)
    .join(table_of(Submission), _submission.assignment_id == _link.assignment_id)
    .where(_submission.id == bindparam("submission"))
    .limit(1)
)
"""Whether a submission's assignment has a link: every grading asks, and nearly always it has none."""


def verdict_stored(session: Session, submission_id: str, now: datetime) -> None:
    """A submission has got points, or others, or lost them."""
    if session.scalar(_ASKED, {"submission": submission_id}) is None:
        return
    row = session.execute(
        select(Submission.assignment_id, Submission.person_id).where(Submission.id == submission_id)
    ).one()
    of_person(session, row.assignment_id, row.person_id, now)


def regrade_published(session: Session, regrade_id: str, now: datetime) -> None:
    """The submissions of a regrade have got other points."""
    people = (
        select(Submission.person_id)
        .join(RegradeItem, RegradeItem.submission_id == Submission.id)
        .where(RegradeItem.regrade_id == regrade_id)
    )
    assignment = select(Regrade.assignment_id).where(Regrade.id == regrade_id).scalar_subquery()
    _put(session, (LtiLink.assignment_id == assignment, LtiMember.person_id.in_(people)), now)


def of_person(session: Session, assignment_id: str, person_id: str, now: datetime) -> None:
    """What counts for one person may have changed."""
    _put(session, (LtiLink.assignment_id == assignment_id, LtiMember.person_id == person_id), now)


def of_assignment(session: Session, assignment_id: str, now: datetime) -> None:
    """What counts for everybody may have changed: by dates, rules, another file, or being shown at all."""
    _put(session, (LtiLink.assignment_id == assignment_id,), now)


def link_changed(session: Session, link: LtiLink, now: datetime) -> None:
    """A link leads to another assignment than before: all that was told by it may be wrong."""
    session.flush()
    session.execute(
        update(LtiScore)
        .where(LtiScore.link_id == link.id)
        .values(version=LtiScore.version + 1, changed_at=now, next_at=now, tries=0)
        .execution_options(synchronize_session=False)
    )
    of_link(session, link, now)


def of_link(session: Session, link: LtiLink, now: datetime) -> None:
    """Somebody came by a link: who has handed in already, and is not told of by it, is."""
    told = (
        select(LtiScore.person_id)
        .where(LtiScore.link_id == LtiLink.id, LtiScore.person_id == LtiMember.person_id)
        .exists()
    )
    _put(session, (LtiLink.id == link.id, ~told), now)


def again(session: Session, course_id: str, now: datetime) -> int:
    """Send again what could not be sent to the platforms of a course; how many."""
    links = (
        select(LtiLink.id)
        .join(LtiContext, LtiContext.id == LtiLink.context_id)
        .where(LtiContext.course_id == course_id)
    )
    done = cast(
        "CursorResult[Any]",
        session.execute(
            update(LtiScore)
            .where(LtiScore.link_id.in_(links), LtiScore.sent_version < LtiScore.version)
            .values(next_at=now, tries=0)
            .execution_options(synchronize_session=False)
        ),
    )
    return done.rowcount


def unsent(session: Session, course_id: str) -> list[LtiScore]:
    """What was tried in vain at least once, with people and links; the oldest first."""
    return list(
        session.scalars(
            select(LtiScore)
            .join(LtiLink, LtiLink.id == LtiScore.link_id)
            .join(LtiContext, LtiContext.id == LtiLink.context_id)
            .where(
                LtiContext.course_id == course_id,
                LtiScore.sent_version < LtiScore.version,
                or_(LtiScore.last_error.is_not(None), LtiScore.next_at.is_(None)),
            )
            .options(joinedload(LtiScore.person), joinedload(LtiScore.link))
            .order_by(LtiScore.changed_at, LtiScore.link_id, LtiScore.person_id)
        )
    )


def due(
    session: Session, now: datetime, limit: int, left: Collection[str] = ()
) -> list[tuple[str, str, str]]:
    """Link, person and platform of what is to be sent now, the longest due first, of platforms that are
    allowed; without the links and platforms that are `left` for later."""
    rows = session.execute(
        select(LtiScore.link_id, LtiScore.person_id, LtiContext.platform_id)
        .join(LtiLink, LtiLink.id == LtiScore.link_id)
        .join(LtiContext, LtiContext.id == LtiLink.context_id)
        .join(LtiPlatform, LtiPlatform.id == LtiContext.platform_id)
        .where(LtiScore.next_at <= now, LtiPlatform.allowed, LtiContext.course_id.is_not(None))
        .where(LtiScore.link_id.not_in(left), LtiPlatform.id.not_in(left))
        .order_by(LtiScore.next_at, LtiScore.link_id, LtiScore.person_id)
        .limit(limit)
    )
    return [(row.link_id, row.person_id, row.platform_id) for row in rows]


def claim(session: Session, key: tuple[str, str], now: datetime, lease: timedelta) -> LtiScore | None:
    """Take a score to send it now; None if another has it. A lost one is due again after `lease`."""
    done = cast(
        "CursorResult[Any]",
        session.execute(
            update(LtiScore)
            .where(LtiScore.link_id == key[0], LtiScore.person_id == key[1], LtiScore.next_at <= now)
            .values(tries=LtiScore.tries + 1, next_at=now + lease)
            .execution_options(synchronize_session=False)
        ),
    )
    if done.rowcount != 1:
        return None
    return session.scalar(
        select(LtiScore)
        .where(LtiScore.link_id == key[0], LtiScore.person_id == key[1])
        .options(
            joinedload(LtiScore.link).joinedload(LtiLink.context).joinedload(LtiContext.platform),
            joinedload(LtiScore.link).joinedload(LtiLink.assignment).joinedload(Assignment.course),
        )
    )


def sent(
    session: Session,
    score: LtiScore,
    now: datetime,
    *,
    points: float | None,
    status: int | None,
    next_at: datetime | None,
) -> None:
    """The platform knows; unless something changed meanwhile, it need not be told before `next_at`."""
    _note(
        session,
        score,
        next_at,
        tries=0,
        sent_version=score.version,
        sent_at=now,
        sent_points=points,
        last_status=status,
        last_error=None,
    )


def failed(
    session: Session, score: LtiScore, *, status: int | None, error: str, next_at: datetime | None
) -> None:
    """A try was in vain; without `next_at` it was the last one."""
    _note(session, score, next_at, last_status=status, last_error=error[:LONGEST_ERROR])


def _note(session: Session, score: LtiScore, next_at: datetime | None, **values: Any) -> None:
    later = bindparam("later", next_at, type_=LtiScore.next_at.type)
    unchanged = LtiScore.version == score.version
    if "tries" in values:
        values["tries"] = case((unchanged, values["tries"]), else_=LtiScore.tries)
    session.execute(
        update(LtiScore)
        .where(LtiScore.link_id == score.link_id, LtiScore.person_id == score.person_id)
        .values(next_at=case((unchanged, later), else_=LtiScore.next_at), **values)
        .execution_options(synchronize_session=False)
    )


def _put(session: Session, where: tuple[ColumnElement[bool], ...], now: datetime) -> None:
    """A line for every link and student of them who has handed in, due now; in one statement."""
    handed_in = (
        select(Submission.id)
        .where(Submission.assignment_id == LtiLink.assignment_id, Submission.person_id == LtiMember.person_id)
        .exists()
    )
    moment = literal(now, LtiScore.changed_at.type)
    rows = (
        select(
            LtiLink.id,
            LtiMember.person_id,
            literal(1),
            literal(0),
            moment,
            literal(0),
            moment,
        )
        .join(LtiMember, LtiMember.context_id == LtiLink.context_id)
        .where(
            *where,
            LtiMember.role == Role.STUDENT,
            or_(LtiLink.lineitem.is_not(null()), LtiLink.lineitems.is_not(null())),
            handed_in,
        )
        .order_by(LtiLink.id, LtiMember.person_id)  # all take the same rows in the same order
    )
    names = ["link_id", "person_id", "version", "sent_version", "changed_at", "tries", "next_at"]
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(LtiScore).from_select(names, rows)
    changed = {"version": LtiScore.version + 1, "changed_at": now, "next_at": now, "tries": 0}
    session.flush()
    session.execute(
        statement.on_conflict_do_update(index_elements=["link_id", "person_id"], set_=changed),
        execution_options={"synchronize_session": False},
    )
