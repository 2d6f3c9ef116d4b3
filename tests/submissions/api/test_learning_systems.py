"""/api/v1/courses/{id}/learning-systems and what lies below it."""

from __future__ import annotations

import pytest
import redis
from sqlalchemy import select

from submissions.database import Database
from submissions.models_lti import LtiLink, LtiScore
from submissions.queue import DELIVER
from tests.submissions.api.conftest import Api
from tests.submissions.conftest import START, Three
from tests.submissions.lti import records

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
ALL = "/courses/maths/learning-systems"


@pytest.fixture
def link(database: Database, three: Three) -> str:
    with database.write() as session:
        records.put(session, three.course, three.assignment, three.tutor, three.student, START)
        return session.scalars(select(LtiLink.id)).one()


def test_links_and_unsent_scores_are_listed_and_sent_again(
    tutor: Api, database: Database, three: Three, link: str, broker: redis.Redis
) -> None:
    found = tutor.get(ALL).json or {}
    [connected] = found["connected"]
    assert connected["links"] == [
        {"id": link, "title": "LMS", "assignment": three.assignment, "scores": True}
    ]
    [unsent] = found["unsent"]
    assert (unsent["link"], unsent["person"], unsent["tries"]) == (link, three.student, 3)
    assert unsent["last_error"] == "The answer was 500."
    answer = tutor.ask("POST", f"{ALL}/scores")
    assert (answer.status_code, answer.json) == (202, {"scores": 1})
    assert broker.llen(DELIVER) == 1
    with database.read() as session:
        [row] = session.scalars(select(LtiScore))
    assert (row.tries, row.next_at is not None) == (0, True)


def test_a_course_without_any_says_so(tutor: Api, link: str, stranger: Api) -> None:
    assert (stranger.get("/courses/physics/learning-systems").json or {}) == {"connected": [], "unsent": []}
    assert stranger.get(ALL).status_code == 404
