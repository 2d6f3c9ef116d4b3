"""Courses, links and people of platforms in the record: what each message says of them is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from submissions import audit
from submissions.lti import vocabulary as v
from submissions.models import Assignment, Course, Membership, Role, new_id
from submissions.models_lti import LtiContext, LtiLink, LtiMember, LtiPlatform

LONGEST_URL = 2000
LONGEST_TITLE = 200


def context(session: Session, platform: LtiPlatform, claims: dict[str, Any], now: datetime) -> LtiContext:
    """The course that the message comes from, as it is called now."""
    said, deployment = claims[v.CONTEXT], claims[v.DEPLOYMENT]
    found = session.scalar(
        select(LtiContext).where(
            LtiContext.platform_id == platform.id,
            LtiContext.deployment_id == deployment,
            LtiContext.context_id == said["id"],
        )
    )
    if found is None:
        found = LtiContext(
            id=new_id(),
            platform_id=platform.id,
            deployment_id=deployment,
            context_id=said["id"],
            title="",
            course_id=None,
            created_at=now,
        )
        session.add(found)
    found.title = _title(said.get("title")) or _title(said.get("label")) or found.title
    services = claims.get(v.MEMBERSHIPS)
    if isinstance(services, dict):
        found.memberships_url = _url(services.get("context_memberships_url")) or found.memberships_url
    session.flush()
    return found


def member(session: Session, found: LtiContext, person_id: str, subject: str, role: Role) -> LtiMember:
    """Note that the platform's user of this name is that person, and what they are there."""
    for other in session.scalars(
        select(LtiMember).where(LtiMember.context_id == found.id, LtiMember.subject == subject)
    ):
        if other.person_id != person_id:  # linked to another account since
            session.delete(other)
            session.flush()
    known = session.get(LtiMember, (found.id, person_id))
    if known is None:
        known = LtiMember(context_id=found.id, person_id=person_id, subject=subject, role=role)
        session.add(known)
    known.subject, known.role = subject, role
    session.flush()
    return known


def join(session: Session, found: LtiContext, person_id: str, role: Role) -> None:
    """Make somebody a member of the connected course. Who is one stays what they are there."""
    if found.course_id and session.get(Membership, (found.course_id, person_id)) is None:
        session.add(Membership(course_id=found.course_id, person_id=person_id, role=role))
        session.flush()
        came_from = found.platform.issuer
        audit.record(
            session, person_id, "member.added", person_id, found.course_id, role=role, came_from=came_from
        )


def link(session: Session, found: LtiContext, claims: dict[str, Any], now: datetime) -> LtiLink:
    """The link that the message comes from, where its scores go, and which assignment it says it is."""
    said = claims[v.LINK]
    known = session.scalar(
        select(LtiLink).where(LtiLink.context_id == found.id, LtiLink.resource_link_id == said["id"])
    )
    if known is None:
        known = LtiLink(
            id=new_id(),
            context_id=found.id,
            resource_link_id=said["id"],
            title="",
            assignment_id=None,
            created_at=now,
        )
        session.add(known)
    known.title = _title(said.get("title")) or known.title
    endpoint = claims.get(v.SCORES)
    if isinstance(endpoint, dict):
        scopes = endpoint.get("scope")
        scopes = scopes if isinstance(scopes, list) else []
        if v.SCORE_SCOPE in scopes:
            known.lineitem = _url(endpoint.get("lineitem"))
        if v.SCORE_SCOPE in scopes and v.LINEITEM_SCOPE in scopes:
            known.lineitems = _url(endpoint.get("lineitems"))
    session.flush()
    return known


def named(session: Session, course_id: str, claims: dict[str, Any], url: str) -> str | None:
    """The id of the course's assignment that a message names: by a custom parameter, or by the address it was
    to lead to. `url` is that of this service."""
    custom = claims.get(v.CUSTOM)
    said = custom.get("assignment") if isinstance(custom, dict) else None
    target = claims.get(v.TARGET, "")
    beginning = f"{url}/assignments/"
    by_address = target.removeprefix(beginning).split("?")[0] if target.startswith(beginning) else None
    for key in (said, by_address):
        if isinstance(key, str) and key and "\0" not in key:
            wanted = select(Assignment.id).where(Assignment.course_id == course_id)
            found = session.scalar(wanted.where((Assignment.id == key) | (Assignment.slug == key)).limit(1))
            if found:
                return found
    return None


def taught(session: Session, context_id: str, person_id: str) -> LtiContext | None:
    """The context, for who teaches it in the learning system."""
    if "\0" in context_id:
        return None
    return session.scalar(
        select(LtiContext)
        .join(LtiMember, LtiMember.context_id == LtiContext.id)
        .where(LtiContext.id == context_id, LtiMember.person_id == person_id, LtiMember.role == Role.TUTOR)
        .options(joinedload(LtiContext.platform), joinedload(LtiContext.course))
    )


def owned_courses(session: Session, person_id: str) -> list[Course]:
    """The courses that somebody may connect: whoever teaches the course there becomes staff of it here, and
    only an owner makes people staff."""
    wanted = (
        select(Course)
        .join(Membership, Membership.course_id == Course.id)
        .where(Membership.person_id == person_id, Membership.role == Role.OWNER)
    )
    return list(session.scalars(wanted.order_by(Course.title, Course.id)))


def connect(session: Session, found: LtiContext, course_id: str) -> None:
    """Let the context be this course from now on; who came from it so far joins."""
    found.course_id = course_id
    for one in session.scalars(select(LtiMember).where(LtiMember.context_id == found.id)):
        join(session, found, one.person_id, Role(one.role))
    session.flush()


def of_course(session: Session, course_id: str) -> list[LtiContext]:
    """The contexts that are connected with a course."""
    wanted = select(LtiContext).where(LtiContext.course_id == course_id)
    return list(
        session.scalars(
            wanted.options(joinedload(LtiContext.platform)).order_by(LtiContext.created_at, LtiContext.id)
        )
    )


def links_of(session: Session, context_id: str) -> list[LtiLink]:
    """The links of a context."""
    wanted = select(LtiLink).where(LtiLink.context_id == context_id)
    return list(session.scalars(wanted.order_by(LtiLink.created_at, LtiLink.id)))


def _title(said: object) -> str:
    if not isinstance(said, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:LONGEST_TITLE]


def _url(said: object) -> str | None:
    return said if isinstance(said, str) and 0 < len(said) <= LONGEST_URL and said.isprintable() else None
