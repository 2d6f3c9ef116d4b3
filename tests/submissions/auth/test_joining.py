"""An invitation under several hands at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from submissions.auth import joining
from submissions.auth.joining import NoWayInError
from submissions.database import Database
from submissions.models import Membership, Person, Role, new_id
from tests.submissions.conftest import START, Three

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
CROWD = 6


def test_of_a_crowd_with_one_invitation_one_comes_in(database: Database, three: Three) -> None:
    crowd = [new_id() for _ in range(CROWD)]
    with database.write() as session:
        for person in crowd:
            session.add(Person(id=person, name="Somebody", created_at=START))
        token = joining.invite(session, three.course, Role.TUTOR, START)

    def accept(person: str) -> bool:
        try:
            with database.write() as session:
                joining.accept(session, token, session.get_one(Person, person), START)
        except NoWayInError:
            return False
        return True

    with ThreadPoolExecutor(CROWD) as hands:
        came_in = list(hands.map(accept, crowd))
    assert came_in.count(True) == 1
    with database.read() as session:
        members = [person for person in crowd if session.get(Membership, (three.course, person))]
    assert members == [person for person, is_in in zip(crowd, came_in, strict=True) if is_in]


def test_one_person_in_several_windows_joins_once(database: Database, three: Three) -> None:
    def join(_: int) -> Role:
        with database.write() as session:
            return joining.join(session, three.course, three.stranger, Role.STUDENT)

    with ThreadPoolExecutor(CROWD) as hands:
        assert set(hands.map(join, range(CROWD))) == {Role.STUDENT}


def test_an_invitation_is_good_until_it_expires(database: Database, three: Three) -> None:
    with database.write() as session:
        token = joining.invite(session, three.course, Role.TUTOR, START, lasts=timedelta(hours=1))
        assert joining.invitation(session, token, START + timedelta(minutes=59))
        with pytest.raises(NoWayInError, match="expired"):
            joining.invitation(session, token, START + timedelta(hours=1))
