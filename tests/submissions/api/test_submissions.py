"""GET /api/v1/assignments/{id}/submissions."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.store import attempts
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import START, Three

PATH = "/assignments/matrix-derivatives/submissions"


def send(api: Api) -> str:
    response = api.send_json("matrix-derivatives", {"source": "x"})
    assert response.json
    return str(response.json["id"])


def listed(api: Api, query: str = "") -> list[str]:
    answer = api.get(PATH + query)
    assert answer.json, answer.text
    return [line["id"] for line in answer.json["submissions"]]


def test_a_student_sees_their_own_newest_first(student: Api, tutor: Api) -> None:
    first, _, third = send(student), send(tutor), send(student)
    assert listed(student) == [third, first]
    answer = student.get(PATH).json
    assert answer
    assert [line["number"] for line in answer["submissions"]] == [2, 1]


@pytest.mark.parametrize("who", ["tutor", "system"])
def test_staff_sees_everyones(student: Api, tutor: Api, who: str, request: pytest.FixtureRequest) -> None:
    ids = [send(student), send(tutor), send(student)]
    assert listed(request.getfixturevalue(who)) == ids[::-1]


def test_a_long_list_is_walked_by_its_links(student: Api, tutor: Api) -> None:
    ids = [send(student) for _ in range(5)]
    walked, path = [], f"{PATH}?limit=2"
    while path:
        answer = tutor.get(path)
        assert answer.json
        walked += [line["id"] for line in answer.json["submissions"]]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("</api/v1")
    assert walked == ids[::-1]


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x", "", "1.5", "99999999999999999999", "²"])
def test_a_wrong_limit_is_refused(student: Api, limit: str) -> None:
    assert_problem(student.get(f"{PATH}?limit={limit}"), 422, "`limit` must be")


def test_a_mark_from_elsewhere_is_refused(student: Api, tutor: Api) -> None:
    others = send(tutor)
    for mark in ("nothing", "", "%00", others):
        assert_problem(student.get(f"{PATH}?before={mark}"), 422, "`before` must be")


def test_a_stranger_sees_nothing(stranger: Api) -> None:
    assert_problem(stranger.get(PATH), 404, "no such assignment")


def test_without_a_token_nothing_is_shown(anonymous: Api) -> None:
    assert_problem(anonymous.get(PATH), 401, "Bearer")


def test_a_list_is_narrowed_to_a_person_a_state_and_a_time(
    student: Api, tutor: Api, three: Three, database: Database
) -> None:
    mine, others = send(student), send(tutor)
    with database.write() as session:
        claimed = attempts.claim(session, mine, "task", START, 60)
        assert claimed
        attempts.finish(session, mine, claimed.lease, {"points": 1.0}, START)
    assert listed(tutor, f"?person={three.tutor}") == [others]
    assert listed(tutor, "?state=graded") == [mine]
    assert listed(tutor, "?since=2999-01-01T00:00:00Z") == []
    assert listed(tutor, "?since=2020-01-01T00:00:00%2B01:00&state=queued") == [others]
    assert listed(student, f"?person={three.tutor}") == [mine]


def test_a_narrowed_list_is_walked_by_its_links(student: Api, tutor: Api, three: Three) -> None:
    ids = [send(student) for _ in range(3)]
    send(tutor)
    walked, path = [], f"{PATH}?limit=2&state=queued&person={three.student}"
    while path:
        answer = tutor.get(path)
        walked += [line["id"] for line in answer.get_json()["submissions"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert walked == ids[::-1]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("state=lost", "`state` must be one of queued, running, graded, broken"),
        ("since=yesterday", "`since` must be a moment with its time zone"),
        ("person=%00", "`person` must be"),
        ("sate=graded", "`sate` is not known here"),
    ],
)
def test_what_cannot_narrow_a_list_is_refused(tutor: Api, query: str, says: str) -> None:
    assert_problem(tutor.get(f"{PATH}?{query}"), 422, says)
