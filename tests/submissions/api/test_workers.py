"""GET /api/v1/workers."""

from __future__ import annotations

import pytest
from flask import Flask

from submissions import workers
from submissions.services import KEY
from submissions.settings import Settings
from submissions.workers import Worker
from tests.submissions.api.conftest import Api, assert_problem

ONE = Worker("celery@secret-host", 2, ("seccomp", "rlimits"), {"userns": "not permitted"})


@pytest.mark.parametrize("who", ["tutor", "system"])
def test_staff_sees_the_workers_and_their_sandboxes(
    app: Flask, who: str, request: pytest.FixtureRequest
) -> None:
    api = request.getfixturevalue(who)
    assert api.get("/workers").json == {"workers": []}
    workers.tell(app.extensions[KEY].queue._app, ONE)
    answer = api.get("/workers")
    assert answer.json == {
        "workers": [
            {"processes": 2, "layers": ["seccomp", "rlimits"], "refused": {"userns": "not permitted"}}
        ]
    }
    assert "secret-host" not in answer.text


def test_a_student_gets_the_answer_for_what_is_not_there(student: Api) -> None:
    assert_problem(student.get("/workers"), 404, "may not see it")


def test_without_a_token_nothing_is_shown(anonymous: Api) -> None:
    assert_problem(anonymous.get("/workers"), 401, "Bearer")


def test_a_broker_that_is_away_is_a_503(app: Flask, tutor: Api, settings: Settings) -> None:
    app.extensions[KEY].queue._app.conf.broker_url = f"redis+socket://{settings.data_dir}/none.sock"
    response = tutor.get("/workers")
    assert_problem(response, 503, "broker does not answer")
    assert response.headers["Retry-After"]
    assert str(settings.data_dir) not in response.text
