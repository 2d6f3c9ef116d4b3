"""Whatever goes wrong below /api is a problem (RFC 9457), also what no operation answers."""

from __future__ import annotations

import pytest
from flask import Flask

from submissions.store import courses as store
from tests.submissions.api.conftest import Api, assert_problem
from tests.submissions.conftest import Three


def test_an_address_that_is_none_and_a_method_that_is_not_taken(owner: Api, three: Three) -> None:
    assert_problem(owner.get("/nothing"), 404, "openapi.json")
    refused = owner.ask("DELETE", f"/courses/{three.course}")
    assert_problem(refused, 405, "Allow")
    assert "PATCH" in refused.headers["Allow"]


@pytest.mark.parametrize(
    ("kind", "body", "status", "says"),
    [
        ("text/plain", b"{}", 415, "application/json"),
        ("application/json", b"{", 400, "not JSON"),
        ("application/json", b"\xff", 400, "not JSON"),
        ("application/json", b"[" * 100_000, 400, "nested too deep"),
        ("application/json", b"[]", 422, "JSON object"),
        ("application/json", b'{"name": "a", "name": "b"}', 400, '"name" stands twice'),
        ("application/json", b'{"name": NaN}', 400, "NaN is no number"),
        ("application/json", b'{"name": [1, -Infinity]}', 400, "-Infinity is no number"),
        ("application/json", b'{"name": "\\ud800"}', 422, "`name`"),
        ("application/json", b'{"name": "' + b"x" * 600_000 + b'"}', 413, "larger than the limit"),
    ],
)
def test_a_body_that_cannot_be_read(
    tutor: Api, three: Three, kind: str, body: bytes, status: int, says: str
) -> None:
    path = f"/courses/{three.course}/groups"
    assert_problem(tutor.ask("POST", path, data=body, content_type=kind), status, says)


def test_all_mistakes_are_told_at_once(tutor: Api, three: Three) -> None:
    response = tutor.post(f"/courses/{three.course}/members", {"name": 1, "role": "king", "x/y": 1})
    assert_problem(response, 422, "There are 3 mistakes")
    pointers = {error["pointer"] for error in response.get_json()["errors"]}
    assert pointers == {"/name", "/role", "/x~1y"}


def test_a_fault_of_ours_is_a_problem_and_says_nothing_of_itself(
    app: Flask, owner: Api, three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(store, "groups", fail)
    response = owner.get(f"/courses/{three.course}/groups")
    assert_problem(response, 500, "our fault")
    assert "secret" not in response.text


def test_a_nul_in_an_address_is_not_found(owner: Api, three: Three) -> None:
    for path in (
        "/courses/a%00b",
        f"/courses/{three.course}/members/a%00b",
        f"/courses/{three.course}/groups/a%00b",
        f"/courses/{three.course}/tokens/a%00b",
        f"/assignments/{three.assignment}/extensions/a%00b",
        f"/assignments/{three.assignment}/counted/a%00b",
        f"/assignments/{three.assignment}/regrades/a%00b",
    ):
        method = "DELETE" if "/groups/" in path or "/tokens/" in path else "GET"
        assert owner.ask(method, path).status_code == 404, path
