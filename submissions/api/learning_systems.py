"""The learning systems that a course is connected with by LTI 1.3, and scores that they have not taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from submissions.api import loading
from submissions.api.blueprint import operation
from submissions.api.operation import Who
from submissions.api.schemas_lti import LearningSystems, SentAgain
from submissions.auth.scopes import Scope
from submissions.lti import contexts, outbox
from submissions.models_lti import LtiLink, LtiScore
from submissions.services import services

MOST = 500
"""Scores in one answer."""
ALL = "/courses/<course_id>/learning-systems"


@operation("GET", ALL, scope=Scope.READ, who=Who.STAFF, answers=LearningSystems)
def learning_systems(course_id: str) -> dict[str, Any]:
    """List the learning systems of a course, their links, and scores that were tried in vain."""
    with services().database.read() as session:
        course, _ = loading.course(session, course_id)
        connected = [
            {
                "id": one.id,
                "title": one.title,
                "platform": one.platform.issuer,
                "links": [_link(link) for link in contexts.links_of(session, one.id)],
            }
            for one in contexts.of_course(session, course.id)
        ]
        unsent = [_unsent(score) for score in outbox.unsent(session, course.id)[:MOST]]
    return {"connected": connected, "unsent": unsent}


@operation(
    "POST",
    f"{ALL}/scores",
    scope=Scope.GRADE,
    who=Who.STAFF,
    answers=SentAgain,
    status=202,
    about="Scores are sent by themselves, and again for three days; this is for those that were given up.",
)
def send_scores_again(course_id: str) -> tuple[dict[str, Any], int]:
    """Send the scores again that the learning systems have not taken."""
    with services().database.write() as session:
        course, _ = loading.course(session, course_id)
        count = outbox.again(session, course.id, datetime.now(UTC))
    services().queue.deliver()
    return {"scores": count}, 202


def _link(link: LtiLink) -> dict[str, Any]:
    wanted = bool(link.lineitem or link.lineitems)
    return {"id": link.id, "title": link.title, "assignment": link.assignment_id, "scores": wanted}


def _unsent(score: LtiScore) -> dict[str, Any]:
    return {
        "link": score.link_id,
        "person": score.person_id,
        "changed_at": score.changed_at,
        "tries": score.tries,
        "next_at": score.next_at,
        "last_status": score.last_status,
        "last_error": score.last_error,
    }
