"""Names and Role Provisioning Services 2.0: who is in a course of a platform
(https://www.imsglobal.org/spec/lti-nrps/v2p0), as a roster; and who they are here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions.auth import identities
from submissions.exchange.roster import LONGEST_ID, Entry, Mistake, RosterError, duplicates
from submissions.lti import contexts, profile
from submissions.lti import vocabulary as v
from submissions.lti.access_tokens import AccessTokens
from submissions.lti.reach import ServiceError, Services, as_json
from submissions.models import Membership, Person, Role
from submissions.models_lti import LtiContext
from submissions.models_sign_in import Identity

MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MOST_PAGES = 200
NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')
LMS_ID = "lms:"
"""In front of what a platform calls somebody of whom it tells neither address nor number."""


@dataclass(frozen=True)
class Listed:
    """A student of the platform's course: a line of the roster, and what the platform calls them."""

    entry: Entry
    subject: str


def read(services: Services, tokens: AccessTokens, context: LtiContext) -> list[Listed]:
    """The students of a context, page by page.

    Raises:
        ServiceError: the platform does not tell them.
        RosterError: it tells things that cannot be used.
    """
    if context.memberships_url is None:
        raise ServiceError("The learning system does not offer who is in this course.")
    found = []
    for number, member in enumerate(_members(services, tokens, context), start=1):
        listed = _listed(number, member)
        if listed is not None:
            found.append(listed)
    mistakes = duplicates(one.entry for one in found)
    if mistakes or not found:
        raise RosterError(mistakes or [Mistake(0, "The learning system says that nobody is in this course.")])
    return found


def known(session: Session, context: LtiContext, listed: Sequence[Listed]) -> dict[int, str]:
    """Who of them came by a link before: the person's id by the line."""
    subjects = {
        row.subject: row.person_id
        for row in session.execute(
            select(Identity.subject, Identity.person_id).where(Identity.issuer == context.platform.issuer)
        )
    }
    return {one.entry.line: subjects[one.subject] for one in listed if one.subject in subjects}


def link(
    session: Session,
    context: LtiContext,
    listed: Sequence[Listed],
    already: dict[int, str],
    own: set[str],
    now: datetime,
) -> None:
    """After the roster was taken: they come in as these people, and scores go to them.

    Args:
        already: as `known` gave it.
        own: who cannot sign in in any way and is in no other course: nobody else is linked by an address or
            a number.
    """
    people = session.execute(
        select(Person.id, Person.email, Membership.external_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.course_id == context.course_id, Membership.role == Role.STUDENT)
    ).all()
    by_number = {row.external_id: row.id for row in people if row.external_id}
    by_address = {row.email: row.id for row in people if row.email}
    for one in listed:
        entry = one.entry
        person = already.get(entry.line)
        if person is None:
            person = by_number.get(entry.external_id) or by_address.get(entry.email)
            if person is None or person not in own:
                continue
            own.discard(person)
            identities.link(session, person, context.platform.issuer, one.subject, now)
        contexts.member(session, context, person, one.subject, Role.STUDENT)


def _members(services: Services, tokens: AccessTokens, context: LtiContext) -> Iterator[dict[str, Any]]:
    url: str | None = context.memberships_url
    for _ in range(MOST_PAGES):
        if url is None:
            return
        headers = {"accept": MEMBERS_TYPE, **tokens.header(context.platform, v.MEMBERS_SCOPE)}
        answer = services.ask(context.platform.hosts, "GET", url, headers)
        said = as_json(answer)
        members = said.get("members") if isinstance(said, dict) else None
        if not isinstance(members, list):
            raise ServiceError("The answer holds no members.", answer.status)
        yield from (one for one in members if isinstance(one, dict))
        onwards = NEXT.search(answer.headers.get("link", ""))
        url = urljoin(url, onwards[1]) if onwards else None


def _listed(number: int, member: dict[str, Any]) -> Listed | None:
    """One member; None if they are no student who is active there (section 2.4)."""
    subject, roles = member.get("user_id"), member.get("roles")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
        return None
    if not isinstance(roles, list) or v.role(roles) is not Role.STUDENT:
        return None
    if member.get("status", "Active") != "Active":
        return None
    email = profile.email(member)
    said = member.get("lis_person_sourcedid")
    external = said if isinstance(said, str) and said.isprintable() and 0 < len(said) <= LONGEST_ID else None
    if email is None and external is None:
        external = f"{LMS_ID}{subject}"[:LONGEST_ID]
    return Listed(Entry(number, profile.name(member), email, external, None), subject)
