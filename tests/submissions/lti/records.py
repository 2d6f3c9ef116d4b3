"""Learning systems in the record: one for tests that look at every page, and what they are to be told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from submissions.database import Database
from submissions.models import Role, new_id
from submissions.models_lti import LtiContext, LtiLink, LtiMember, LtiPlatform, LtiScore
from tests.submissions.conftest import START


def put(
    session: Session,
    course: str,
    assignment: str,
    tutor: str,
    student: str,
    now: datetime,
    title: str = "LMS",
) -> list[str]:
    """A course of it with a link and a score that was not taken, and another one that is not connected.

    Returns:
        The paths of the pages about links and courses.
    """
    platform, own, other, link = (new_id() for _ in range(4))
    lms = f"https://{platform}.example"
    values = {
        "authorization_url": f"{lms}/a",
        "token_url": f"{lms}/t",
        "jwks_url": f"{lms}/k",
        "hosts": lms[8:],
    }
    session.add(
        LtiPlatform(
            id=platform, name=title, issuer=lms, client_id="1", allowed=True, created_at=now, **values
        )
    )
    session.flush()
    for context, its in ((own, course), (other, None)):
        session.add(
            LtiContext(
                id=context,
                platform_id=platform,
                deployment_id="1",
                context_id=context,
                title=title,
                memberships_url=f"{lms}/m",
                course_id=its,
                created_at=now,
            )
        )
        session.flush()
        session.add(LtiMember(context_id=context, person_id=tutor, subject="1", role=Role.TUTOR))
    item = f"{lms}/i"
    session.add(
        LtiLink(
            id=link,
            context_id=own,
            resource_link_id="1",
            title=title,
            assignment_id=assignment,
            lineitem=item,
            created_at=now,
        )
    )
    session.flush()
    session.add(
        LtiScore(
            link_id=link,
            person_id=student,
            version=1,
            sent_version=0,
            changed_at=now,
            tries=3,
            next_at=now,
            last_error="The answer was 500.",
        )
    )
    session.flush()
    return [f"/lti/links/{link}", f"/lti/contexts/{other}"]


def scores(database: Database) -> list[LtiScore]:
    """All that platforms are to be told, or were."""
    with database.read() as session:
        return list(session.scalars(select(LtiScore).order_by(LtiScore.person_id)))


def make_due(database: Database) -> None:
    """What shall be sent later is due now."""
    with database.write() as session:
        session.execute(update(LtiScore).where(LtiScore.next_at.is_not(None)).values(next_at=START))
