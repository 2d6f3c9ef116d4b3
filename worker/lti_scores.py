"""Brings scores to learning systems: each is looked up when it is sent, so what arrives last is what counts.

A score is claimed by a conditional update, as messages to webhooks are. What fails, by our fault or theirs,
is tried again for three days; then it waits for a tutor to send it again. One link that fails holds up only
itself, and so does a platform that is slow or says that the fault is its own.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from submissions.database import Database
from submissions.lti import grade_service, marks, outbox
from submissions.lti.access_tokens import AccessTokens
from submissions.lti.grade_service import GradeService
from submissions.lti.marks import Mark
from submissions.lti.reach import ServiceError, Services
from submissions.models import Assignment
from submissions.models_lti import LtiLink, LtiMember, LtiScore
from submissions.settings import Settings
from submissions.webhooks import backoff
from submissions.webhooks.sending import WHOLE_SECONDS

LEASE = timedelta(seconds=12 * WHOLE_SECONDS)
AT_ONCE = 200
SLOW_SECONDS = 2.0
SERVER_ERROR = 500
OURS = "Our fault: this score could not be looked up."

log = structlog.get_logger()


class ScoreSender:
    """One per process; `round` is called from one thread at a time."""

    def __init__(self, settings: Settings, database: Database, services: Services | None = None) -> None:
        self._database = database
        asking = services or Services(settings)
        self._service = GradeService(asking, AccessTokens(settings, database, asking))

    def round(self) -> None:
        """Send everything that is due; of what fails or is slow nothing more in this round."""
        left: set[str] = set()
        while self._pass(left):
            pass

    def _pass(self, left: set[str]) -> bool:
        """Whether there may be more to do. What shall wait for the next round is put into `left`: links that
        fail; platforms that are slow, or say that the fault is theirs."""
        with self._database.read() as session:
            found = outbox.due(session, datetime.now(UTC), AT_ONCE, left)
        for link, person, platform in found:
            if left.isdisjoint({link, platform}):
                began = time.monotonic()
                left |= self._send((link, person), platform)
                if time.monotonic() - began > SLOW_SECONDS:
                    left.add(platform)
        return len(found) == AT_ONCE

    def _send(self, key: tuple[str, str], platform: str) -> set[str]:
        """What shall wait for the next round: nothing if it went well."""
        with self._database.write() as session:
            score = outbox.claim(session, key, datetime.now(UTC), LEASE)
        if score is None:
            return set()
        try:
            self._tell(score)
        except ServiceError as error:
            self._failed(score, error.status, str(error))
            return {platform if (error.status or 0) >= SERVER_ERROR else key[0]}
        except Exception:  # whatever it is, it is ours: an assignment that cannot be read, say
            log.exception("a score could not be sent", link=score.link_id, person=score.person_id)
            self._failed(score, None, OURS)
            return {key[0]}
        return set()

    def _tell(self, score: LtiScore) -> None:
        now = datetime.now(UTC)
        with self._database.read() as session:
            mark, subject = self._mark(session, score, now)
        if mark is None or (mark.points is None and score.sent_points is None):
            self._sent(score, score.sent_points, None, mark.next_at if mark else None)
            return
        content = grade_service.score(subject, mark.points, mark.most, now)
        status = self._service.put(score.link.context.platform, self._lineitem(score.link), content)
        log.info("score sent", link=score.link_id, person=score.person_id, status=status)
        self._sent(score, mark.points, status, mark.next_at)

    def _mark(self, session: Session, score: LtiScore, now: datetime) -> tuple[Mark | None, str]:
        """What is to be told of whom; None: nothing (any more)."""
        assignment_id = score.link.assignment_id
        assignment = session.get(Assignment, assignment_id) if assignment_id else None
        member = session.get(LtiMember, (score.link.context_id, score.person_id))
        if assignment is None or member is None:
            return None, ""
        return marks.of(session, assignment, score.person_id, now), member.subject

    def _lineitem(self, link: LtiLink) -> str:
        """The address of the link's line item; one that is made is kept."""
        if link.lineitem:
            return link.lineitem
        if not link.lineitems or link.assignment is None:
            raise ServiceError("The learning system takes no scores for this link.")
        item = marks.line_item(link.assignment, link.resource_link_id)
        made = self._service.lineitem(link.context.platform, link.lineitems, link.resource_link_id, item)
        with self._database.write() as session:
            kept = session.get(LtiLink, link.id)
            if kept is not None:
                kept.lineitem = made
        return made

    def _sent(
        self, score: LtiScore, points: float | None, status: int | None, next_at: datetime | None
    ) -> None:
        with self._database.write() as session:
            outbox.sent(session, score, datetime.now(UTC), points=points, status=status, next_at=next_at)

    def _failed(self, score: LtiScore, status: int | None, error: str) -> None:
        pause = backoff.pause(score.tries)
        log.info("score not taken", link=score.link_id, person=score.person_id, tries=score.tries)
        with self._database.write() as session:
            next_at = datetime.now(UTC) + pause if pause else None
            outbox.failed(session, score, status=status, error=error, next_at=next_at)
