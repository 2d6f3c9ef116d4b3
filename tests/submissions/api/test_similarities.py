"""Which uploads are alike."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.models import Membership, Person, Role, Submission, new_id
from tests.submissions.api.conftest import Api
from tests.submissions.conftest import START, Three

CODE = b"""
def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    db = dout.sum(axis=0)
    dw = flat.T @ dout
    dx = (dout @ w.T).reshape(x.shape)
    return dx, dw, db.reshape(b.shape)
"""


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_two_who_hand_in_the_same_are_named_to_their_tutor(
    tutor: Api, student: Api, stranger: Api, three: Three, database: Database
) -> None:
    path, other = f"/assignments/{three.assignment}/similarities", new_id()
    assert tutor.get(path).get_json() == {"compared": 0, "same": [], "pairs": []}
    first, second = (student.send_file(three.assignment, CODE).get_json()["id"] for _ in range(2))
    with database.write() as session:
        session.add(Person(id=other, name="Bob", created_at=START))
        session.flush()
        session.add(Membership(course_id=three.course, person_id=other, role=Role.STUDENT))
        session.get_one(Submission, first).person_id = other
    shown = tutor.get(path).get_json()
    assert shown["compared"] == 2
    [pair] = shown["pairs"]
    assert (set(pair["submissions"]), pair["share"]) == ({first, second}, 1.0)
    assert student.get(path).status_code == stranger.get(path).status_code == 404
