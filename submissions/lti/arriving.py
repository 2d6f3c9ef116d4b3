"""From a message that was checked to a person who is signed in on the page they wanted.

People are known by the platform's issuer and subject, as with OpenID providers. An e-mail address makes
nobody somebody: it is kept as theirs if nobody else has it. Who may have an account already is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from submissions.auth import accounts, identities
from submissions.lti import contexts, outbox, profile
from submissions.lti import vocabulary as v
from submissions.lti.trouble import NOBODY, NOT_CONNECTED, LaunchError
from submissions.models import Person, Role, new_id
from submissions.models_lti import LtiContext, LtiLink, LtiPlatform


@dataclass(frozen=True)
class Arrival:
    """Where a launch leads: to an assignment, or to what its tutor has to choose first. `link` is None where
    content was to be chosen."""

    person: Person
    role: Role
    context: LtiContext
    link: LtiLink | None


def role_of(claims: dict[str, Any]) -> Role:
    """What the person is in the course. Raises LaunchError: nothing."""
    found = v.role(claims[v.ROLES])
    if found is None:
        raise LaunchError(NOBODY, "no role in this context")
    return found


def known(session: Session, claims: dict[str, Any]) -> Person | None:
    """The person of the message; None if they are new here."""
    return identities.person_of(session, claims["iss"], claims["sub"])


def may_have_account(session: Session, claims: dict[str, Any]) -> bool:
    """Whether somebody who is new here by their subject may have an account all the same: who teaches, or
    whose address is somebody's. They are asked, since an address proves nothing."""
    address = profile.email(claims)
    taken = address is not None and accounts.by_email(session, address) is not None
    return taken or v.role(claims[v.ROLES]) is Role.TUTOR


def newcomer(session: Session, claims: dict[str, Any], now: datetime) -> Person:
    """A new person for the message."""
    address = profile.email(claims)
    free = address if address and accounts.by_email(session, address) is None else None
    made = Person(
        id=new_id(), name=profile.name(claims), email=free, created_at=now, sessions=0, is_admin=False
    )
    session.add(made)
    session.flush()
    identities.link(session, made.id, claims["iss"], claims["sub"], now)
    return made


def arrive(
    session: Session, platform: LtiPlatform, claims: dict[str, Any], person: Person, url: str, now: datetime
) -> Arrival:
    """Keep what the message says of its course, link and person; a member joins the connected course.

    Raises:
        LaunchError: a student is here before the course is connected, or somebody is nothing in it.
    """
    role = role_of(claims)
    context = contexts.context(session, platform, claims, now)
    if role is Role.STUDENT and context.course_id is None:
        raise LaunchError(NOT_CONNECTED, "the context is not connected")
    contexts.member(session, context, person.id, claims["sub"], role)
    contexts.join(session, context, person.id, role)
    if claims[v.MESSAGE_TYPE] != v.RESOURCE_LINK:
        return Arrival(person, role, context, None)
    link = contexts.link(session, context, claims, now)
    if context.course_id is not None:
        said = contexts.named(session, context.course_id, claims, url)
        if said is not None and said != link.assignment_id:
            link.assignment_id = said
            outbox.link_changed(session, link, now)
    if link.assignment_id is not None:
        outbox.of_link(session, link, now)
    return Arrival(person, role, context, link)
