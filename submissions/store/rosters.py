"""A roster against the record: who is new, who changes, who is missing; and then the change itself.

People are known by their number in the course, else by their address on this server. What belongs to a person
and not to the course is left to them: nobody's address is replaced, and nobody is renamed who can sign in or
is in another course. Tutors and owners stay what they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from submissions import audit
from submissions.exchange.roster import Entry, Mistake, RosterError
from submissions.models import Group, Membership, Person, Role, new_id
from submissions.models_sign_in import Identity, Password
from submissions.store import courses

BATCH = 500
"""Values in one statement."""


@dataclass(frozen=True)
class Change:
    """A member of whom something becomes another: by field, what it is and what it shall be."""

    person_id: str
    name: str
    fields: dict[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Missing:
    """A student of the course who is not in the roster."""

    person_id: str
    name: str


@dataclass(frozen=True)
class Preview:
    """What a roster does. `new` have no account here yet, `joining` have one: its id stands with them."""

    new: list[Entry] = field(default_factory=list)
    joining: list[tuple[Entry, str]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    missing: list[Missing] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """Another text, as soon as something else would be done."""
        parts = (
            self.new,
            self.joining,
            [(change.person_id, sorted(change.fields.items())) for change in self.changed],
            sorted(one.person_id for one in self.missing),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def preview(
    session: Session, course_id: str, entries: Sequence[Entry], known: Mapping[int, str] | None = None
) -> Preview:
    """What `apply` would do now.

    Args:
        known: whose lines it is known of otherwise who they are: ids of people by the number of the line.

    Raises:
        RosterError: the number and the address of a line belong to two people, or two lines to one.
    """
    return _compare(_Record(session, course_id, entries), entries, known or {})


def apply(
    session: Session,
    course_id: str,
    entries: Sequence[Entry],
    *,
    actor: str | None,
    now: datetime,
    remove_missing: bool = False,
    known: Mapping[int, str] | None = None,
) -> Preview:
    """Bring the course to the roster; what was done.

    Who is missing leaves the course only if `remove_missing`; what they handed in stays.

    Raises:
        RosterError: as `preview`; nothing was changed.
    """
    courses.locked(session, course_id)  # one roster after the other
    record = _Record(session, course_id, entries)
    done = _compare(record, entries, known or {})
    groups = _with_groups(session, course_id, done.groups)
    _add(session, course_id, done, groups, now)
    for change in done.changed:
        _change(record.members[change.person_id], change, groups)
    if remove_missing:
        for one in done.missing:
            session.delete(record.members[one.person_id])
    session.flush()
    audit.record(
        session,
        actor,
        "roster.imported",
        course_id,
        course_id,
        new=len(done.new),
        joining=len(done.joining),
        changed=len(done.changed),
        removed=len(done.missing) if remove_missing else 0,
    )
    return done


class _Record:
    """What must be known to compare: the members, everybody with an address of the roster, and whom the
    course has to itself."""

    def __init__(self, session: Session, course_id: str, entries: Sequence[Entry]) -> None:
        found = session.scalars(
            select(Membership)
            .where(Membership.course_id == course_id)
            .options(joinedload(Membership.person), joinedload(Membership.group))
        )
        self.members = {member.person_id: member for member in found}
        self.by_number = {m.external_id: m.person_id for m in self.members.values() if m.external_id}
        self.by_address: dict[str, str] = {}
        addresses = [entry.email for entry in entries if entry.email]
        for start in range(0, len(addresses), BATCH):
            rows = session.execute(
                select(Person.email, Person.id).where(Person.email.in_(addresses[start : start + BATCH]))
            )
            self.by_address |= {row.email: row.id for row in rows if row.email}
        self.groups = {
            group.name for group in session.scalars(select(Group).where(Group.course_id == course_id))
        }
        self._own = only_here(session, course_id)

    def is_ours(self, person_id: str) -> bool:
        """Whether nobody but this course has to do with the person, who never signed in."""
        return person_id in self._own


def only_here(session: Session, course_id: str) -> set[str]:
    """The members whom only this course has to do with, and who cannot sign in (yet)."""
    members = select(Membership.person_id).where(Membership.course_id == course_id)
    elsewhere = select(Membership.person_id).where(
        Membership.course_id != course_id, Membership.person_id.in_(members)
    )
    signed_in = [
        select(table.person_id).where(table.person_id.in_(members)) for table in (Password, Identity)
    ]
    taken = {person for wanted in (elsewhere, *signed_in) for person in session.scalars(wanted)}
    return set(session.scalars(members)) - taken


def _compare(record: _Record, entries: Sequence[Entry], known: Mapping[int, str]) -> Preview:
    found = Preview()
    mistakes: list[Mistake] = []
    lines: dict[str, int] = {}
    same = 0
    for entry in entries:
        by_number = record.by_number.get(entry.external_id or "")
        by_address = record.by_address.get(entry.email or "")
        if entry.line in known:
            entry, by_number, by_address = _of(known[entry.line], entry, by_number, by_address)
        if by_number and by_address and by_number != by_address:
            mistakes.append(Mistake(entry.line, "The number and the address belong to two people."))
            continue
        person_id = by_number or by_address
        if person_id is None:
            found.new.append(entry)
            continue
        first = lines.setdefault(person_id, entry.line)
        if first != entry.line:
            mistakes.append(Mistake(entry.line, f"This is the same person as on line {first}."))
        elif person_id not in record.members:
            found.joining.append((entry, person_id))
        else:
            change = _difference(record, record.members[person_id], entry)
            if change.fields:
                found.changed.append(change)
            else:
                same += 1
    if mistakes:
        raise RosterError(mistakes)
    missing = [
        Missing(member.person_id, member.person.name)
        for member in record.members.values()
        if member.role == Role.STUDENT and member.person_id not in lines
    ]
    groups = {entry.group for entry in entries if entry.group} - record.groups
    return Preview(
        found.new,
        found.joining,
        found.changed,
        same,
        sorted(missing, key=lambda one: (one.name, one.person_id)),
        sorted(groups),
    )


def _of(
    person_id: str, entry: Entry, by_number: str | None, by_address: str | None
) -> tuple[Entry, str, None]:
    """The line of somebody who is known otherwise. What is another's of it stays the other's."""
    if {by_number, by_address} - {None, person_id}:
        entry = replace(entry, email=None, external_id=None)
    return entry, person_id, None


def _difference(record: _Record, member: Membership, entry: Entry) -> Change:
    person = member.person
    group = member.group.name if member.group else None
    wanted: dict[str, tuple[str | None, str | None]] = {
        "external_id": (member.external_id, entry.external_id),
        "group": (group, entry.group),
    }
    if record.is_ours(person.id):
        wanted["name"] = (person.name, entry.name)
        if person.email is None:
            wanted["email"] = (None, entry.email)
    fields = {name: pair for name, pair in wanted.items() if pair[1] is not None and pair[0] != pair[1]}
    return Change(person.id, person.name, fields)


def _with_groups(session: Session, course_id: str, new: Sequence[str]) -> dict[str, str]:
    """The ids of the course's groups by name, with new ones."""
    session.add_all(Group(id=new_id(), course_id=course_id, name=name) for name in new)
    session.flush()
    return {
        group.name: group.id for group in session.scalars(select(Group).where(Group.course_id == course_id))
    }


def _add(session: Session, course_id: str, done: Preview, groups: dict[str, str], now: datetime) -> None:
    made = [
        (entry, Person(id=new_id(), name=entry.name, email=entry.email, created_at=now)) for entry in done.new
    ]
    try:
        with session.begin_nested():
            session.add_all(person for _, person in made)
    except IntegrityError:
        told = "Somebody of this roster was added at this very moment. Try again."
        raise RosterError([Mistake(0, told)]) from None
    joined = [*((entry, person.id) for entry, person in made), *done.joining]
    session.add_all(
        Membership(
            course_id=course_id,
            person_id=person_id,
            role=Role.STUDENT,
            group_id=groups.get(entry.group or ""),
            external_id=entry.external_id,
        )
        for entry, person_id in joined
    )
    session.flush()


def _change(member: Membership, change: Change, groups: dict[str, str]) -> None:
    for name, (_, after) in change.fields.items():
        if name == "group":
            member.group_id = groups[after or ""]
        elif name == "external_id":
            member.external_id = after
        else:
            setattr(member.person, name, after)
