"""A roster against the record, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from submissions.auth import passwords
from submissions.database import Database
from submissions.exchange.roster import Entry, RosterError
from submissions.models import Course, Group, Membership, Person, Role, new_id
from submissions.models_teaching import AuditEntry
from submissions.store import rosters
from submissions.store.rosters import Preview
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
ADA = Entry(2, "Ada Lovelace", "ada@example.org", "S-1", "Monday")
EMMY = Entry(3, "Emmy Noether", None, "S-2", None)


def apply(database: Database, three: Three, *entries: Entry, remove_missing: bool = False) -> Preview:
    with database.write() as session:
        return rosters.apply(
            session, three.course, entries, actor=three.tutor, now=START, remove_missing=remove_missing
        )


def member(database: Database, three: Three, number: str) -> tuple[str, str | None, str, str | None]:
    with database.read() as session:
        row = session.execute(
            select(Person.name, Person.email, Membership.role, Group.name)
            .join(Membership, Membership.person_id == Person.id)
            .outerjoin(Group, Group.id == Membership.group_id)
            .where(Membership.external_id == number, Membership.course_id == three.course)
        ).one()
        return row[0], row[1], row[2], row[3]


def test_a_roster_is_taken_once_and_then_nothing_is_left_to_do(database: Database, three: Three) -> None:
    with database.read() as session:
        before = rosters.preview(session, three.course, [ADA, EMMY])
    assert (before.new, before.groups) == ([ADA, EMMY], ["Monday"])
    assert [one.name for one in before.missing] == ["Ada"]
    assert apply(database, three, ADA, EMMY).mark == before.mark
    assert member(database, three, "S-1") == ("Ada Lovelace", "ada@example.org", "student", "Monday")
    again = apply(database, three, ADA, EMMY)
    assert (again.new, again.joining, again.changed, again.groups, again.same) == ([], [], [], [], 2)
    with database.read() as session:
        lines = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    assert [(line.action, line.details["new"]) for line in lines] == [
        ("roster.imported", 2),
        ("roster.imported", 0),
    ]


def test_who_never_signed_in_is_renamed_and_gets_an_address_and_a_group(
    database: Database, three: Three
) -> None:
    apply(database, three, ADA, EMMY)
    married = replace(EMMY, name="Emmy N.", email="emmy@example.org", group="Tuesday")
    [change] = apply(database, three, ADA, married).changed
    assert set(change.fields) == {"name", "email", "group"}
    assert member(database, three, "S-2") == ("Emmy N.", "emmy@example.org", "student", "Tuesday")


def test_who_has_an_account_keeps_name_and_address_and_joins_with_it(
    database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.stranger).email = ADA.email
        passwords.put(session, three.stranger, "chain rule all day", START)
    done = apply(database, three, ADA)
    assert done.joining == [(ADA, three.stranger)]
    assert member(database, three, "S-1") == ("Max", "ada@example.org", "student", "Monday")
    other = replace(ADA, name="Mallory", email="mallory@example.org")
    assert apply(database, three, other).changed == []
    assert member(database, three, "S-1")[:2] == ("Max", "ada@example.org")


def test_tutors_stay_tutors(database: Database, three: Three) -> None:
    with database.write() as session:
        session.get_one(Person, three.tutor).email = EMMY.email or "emmy@example.org"
    done = apply(database, three, replace(EMMY, email="emmy@example.org"))
    assert [change.person_id for change in done.changed] == [three.tutor]
    assert member(database, three, "S-2")[2] == Role.TUTOR


def test_who_is_missing_leaves_only_if_it_is_wanted(database: Database, three: Three) -> None:
    assert [one.person_id for one in apply(database, three, ADA).missing] == [three.student]
    with database.read() as session:
        assert session.get(Membership, (three.course, three.student))
    apply(database, three, ADA, remove_missing=True)
    with database.read() as session:
        assert session.get(Membership, (three.course, three.student)) is None
        assert session.get(Membership, (three.course, three.tutor))
        assert session.get(Person, three.student)


def test_a_number_and_an_address_of_two_people_are_a_mistake_and_nothing_is_done(
    database: Database, three: Three
) -> None:
    apply(database, three, ADA, EMMY)
    mixed = Entry(4, "Who", "ada@example.org", "S-2", None)
    with pytest.raises(RosterError, match="Line 4: The number and the address belong to two people"):
        apply(database, three, Entry(3, "New", "new@example.org", None, None), mixed)
    with database.read() as session:
        assert session.scalar(select(Person).where(Person.email == "new@example.org")) is None


def test_two_lines_of_one_person_are_a_mistake(database: Database, three: Three) -> None:
    apply(database, three, ADA)
    with pytest.raises(RosterError, match="Line 5: This is the same person as on line 2"):
        apply(database, three, replace(ADA, email=None), Entry(5, "Ada", ADA.email, None, None))


def test_the_same_number_in_another_course_is_somebody_else(database: Database, three: Three) -> None:
    apply(database, three, EMMY)
    with database.write() as session:
        course = Course(id=new_id(), slug="art", title="Art", created_at=START)
        session.add(course)
        session.flush()
        done = rosters.apply(session, course.id, [EMMY], actor=None, now=START)
    assert done.new == [EMMY]


def test_thousands_of_people_come_at_once(database: Database, three: Three) -> None:
    many = [Entry(n, f"P {n}", f"p{n}@example.org", str(n), f"G{n % 7}") for n in range(2, 3002)]
    assert len(apply(database, three, *many).new) == 3000
    assert apply(database, three, *many).same == 3000
