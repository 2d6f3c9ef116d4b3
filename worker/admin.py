"""What `dout admin` does: the first administrator, courses and their assignments, members, links and tokens.

Every function works within the caller's transaction and raises AdminError with what to do instead. What is
changed is written into the audit trail, as done by the service itself.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.assignment import BUILTIN, AssignmentError, builtin_text, parse
from submissions import audit
from submissions.auth import accounts, joining, reset_links, tokens, written_names
from submissions.auth.written_names import WrittenError
from submissions.models import TIME_ZONE, Assignment, Course, Membership, Person, Role, new_id
from submissions.settings import Settings

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80


class AdminError(ValueError):
    """It cannot be done; the message says why."""


def admin(session: Session, settings: Settings, email: str, name: str | None) -> str:
    """Make a person an administrator, and the person if need be. Returns a link to set a password."""
    person = _person_or_new(session, email, name)
    person.is_admin = True
    audit.record(session, None, "admin.made", person.id, None)
    return _reset_link(session, settings, person)


def reset_link(session: Session, settings: Settings, email: str) -> str:
    """A link to set a password."""
    person = accounts.by_email(session, _email(email))
    if person is None:
        raise AdminError(f"Nobody has the address {email}.")
    audit.record(session, None, "reset_link.made", person.id, None)
    return _reset_link(session, settings, person)


def course(session: Session, slug: str, title: str, time_zone: str) -> Course:
    """A new course with a join code."""
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise AdminError("The name of a course is lower-case words with hyphens, such as deep-learning-2026.")
    if time_zone not in available_timezones():
        close = get_close_matches(time_zone, available_timezones(), n=1) or [TIME_ZONE]
        raise AdminError(f"There is no time zone {time_zone!r}. Did you mean {close[0]}?")
    if session.scalar(select(Course.id).where(Course.slug == slug)) is not None:
        raise AdminError(f"There is a course {slug} already.")
    made = Course(
        id=new_id(),
        slug=slug,
        title=_name(title),
        time_zone=time_zone,
        join_code=joining.new_code(),
        created_at=datetime.now(UTC),
    )
    session.add(made)
    session.flush()
    audit.record(session, None, "course.made", made.id, made.id)
    return made


def join_code(session: Session, slug: str, *, new: bool, none: bool) -> str | None:
    """The join code of a course, made anew or taken away if that is wanted."""
    found = _course(session, slug)
    if new or none:
        found.join_code = joining.new_code() if new else None
        audit.record(session, None, "join_code.changed", found.id, found.id)
    return found.join_code


def member(
    session: Session, settings: Settings, slug: str, email: str, role: Role, name: str | None
) -> str | None:
    """Give a person a role in a course. Who is new gets a link to set a password, which is returned."""
    found = _course(session, slug)
    is_new = accounts.by_email(session, _email(email)) is None
    person = _person_or_new(session, email, name)
    membership = session.get(Membership, (found.id, person.id))
    if membership is None:
        session.add(Membership(course_id=found.id, person_id=person.id, role=role))
    else:
        membership.role = role
    audit.record(session, None, "member.changed", person.id, found.id, role=role)
    return _reset_link(session, settings, person) if is_new else None


def invitation(
    session: Session, settings: Settings, slug: str, role: Role, email: str | None, days: int
) -> str:
    """A link that makes one person a member."""
    found = _course(session, slug)
    address = _email(email) if email else None
    token = joining.invite(
        session, found.id, role, datetime.now(UTC), email=address, lasts=timedelta(days=days)
    )
    audit.record(session, None, "invitation.made", found.id, found.id, role=role, email=address)
    return f"{settings.url()}/invitations/{token}"


def token(session: Session, slug: str, label: str, words: tuple[str, ...], days: int | None) -> str:
    """A token of the course for a learning system or a script, which acts as a person of its own."""
    found = _course(session, slug)
    now = datetime.now(UTC)
    name = _name(label)
    if len(name) > 80:
        raise AdminError("A label has at most 80 characters.")
    service = Person(id=new_id(), name=name, created_at=now)
    session.add(service)
    session.flush()
    session.add(Membership(course_id=found.id, person_id=service.id, role=Role.SERVICE))
    try:
        made = tokens.make(
            session,
            person_id=service.id,
            course_id=found.id,
            label=name,
            words=words,
            now=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
    except ValueError as error:
        raise AdminError(str(error)) from None
    audit.record(session, None, "token.made", service.id, found.id, label=name, scope=list(words))
    return made


def assignment(session: Session, slug: str, source: str) -> Assignment:
    """Put an assignment into a course: one that comes with Dout, or a file."""
    found = _course(session, slug)
    try:
        text = Path(source).read_text(encoding="utf-8") if source.endswith(".toml") else builtin_text(source)
        parsed = parse(text)
    except OSError as error:
        raise AdminError(f"{source} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise AdminError(f"{source} is not UTF-8 text.") from None
    except AssignmentError as error:
        more = "" if source.endswith(".toml") else f" Those are {', '.join(BUILTIN)}; or name a .toml file."
        raise AdminError(f"{error}{more}") from None
    taken = select(Assignment.id).where(Assignment.course_id == found.id, Assignment.slug == parsed.id)
    if session.scalar(taken) is not None:
        raise AdminError(f"{slug} has an assignment {parsed.id} already.")
    made = Assignment(
        id=new_id(), course_id=found.id, slug=parsed.id, text=text, created_at=datetime.now(UTC)
    )
    session.add(made)
    session.flush()
    audit.record(session, None, "assignment.made", made.id, found.id)
    return made


def _reset_link(session: Session, settings: Settings, person: Person) -> str:
    return settings.url() + reset_links.path(session, settings, person.id)


def _course(session: Session, slug: str) -> Course:
    found = session.scalar(select(Course).where(Course.slug == slug))
    if found is None:
        known = session.scalars(select(Course.slug).order_by(Course.slug).limit(20)).all()
        there = f"There are {', '.join(known)}." if known else "Make one: dout admin course create SLUG …"
        raise AdminError(f"There is no course {slug!r}. {there}")
    return found


def _person_or_new(session: Session, email: str, name: str | None) -> Person:
    address = _email(email)
    person = accounts.by_email(session, address)
    if person is None:
        shown = _name(name or address.partition("@")[0])
        person = Person(id=new_id(), name=shown, email=address, created_at=datetime.now(UTC))
        session.add(person)
        session.flush()
    return person


def _email(text: str) -> str:
    try:
        return written_names.email(text)
    except WrittenError as error:
        raise AdminError(str(error)) from None


def _name(text: str) -> str:
    try:
        return written_names.name(text)
    except WrittenError as error:
        raise AdminError(str(error)) from None
