"""The limit on requests of a personal token, and the headers that tell of it."""

from __future__ import annotations

import pytest
from limits import parse

from submissions.api import rate_limit
from tests.submissions.api.conftest import Api, assert_problem


def test_a_personal_token_is_told_what_is_left_and_stopped_then(
    personal: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit, "PER_TOKEN", parse("3 per hour"))
    left = [personal.get("/me").headers["RateLimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    refused = personal.get("/me")
    assert_problem(refused, 429, "tried too often")
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["RateLimit-Policy"] == '"token";q=3;w=3600'


def test_a_courses_token_is_not_limited(system: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "PER_TOKEN", parse("1 per hour"))
    answers = [system.get("/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert "RateLimit" not in answers[0].headers
