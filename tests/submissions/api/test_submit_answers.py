"""POST /api/v1/assignments/{id}/submissions with typed-in answers."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Submission
from tests.submissions.api.conftest import SOURCE, Api, assert_problem
from tests.submissions.conftest import Three

BY_HAND = builtin_text("matrix-derivatives-by-hand")
SHEET = builtin_text("matrix-derivatives")
BOTH = SHEET.replace("points = 20", "points = 25", 1) + "".join(BY_HAND.partition("[[answer]]")[1:])
SLUG = "matrix-derivatives"
ANSWERS = {"a": "52", "b": "1 1\n1 1", "c": "", "d": "½ − é", "e": "[[20, 20], [32, 32]]"}

by_hand = pytest.mark.parametrize("assignment_text", [BY_HAND])
both = pytest.mark.parametrize("assignment_text", [BOTH])


def stored(database: Database) -> list[tuple[str, bytes, dict[str, str] | None]]:
    columns = select(Submission.filename, Submission.upload, Submission.answers)
    with database.read() as session:
        rows = session.execute(columns.order_by(Submission.created_at))
        return [(filename, upload, answers) for filename, upload, answers in rows]


def form(api: Api, fields: dict[str, Any]) -> Any:
    return api.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=fields, content_type="multipart/form-data"
    )


@by_hand
@pytest.mark.parametrize("who", ["student", "tutor", "system"])
def test_answers_are_taken_without_a_file(
    database: Database, three: Three, who: str, request: pytest.FixtureRequest
) -> None:
    response = request.getfixturevalue(who).send_json(SLUG, {"answers": ANSWERS})
    assert response.status_code == 202
    assert (response.json["filename"], response.json["max_points"]) == ("", 5.0)
    assert stored(database) == [("", b"", ANSWERS)]


@by_hand
def test_a_form_does_the_same(student: Api, database: Database) -> None:
    response = form(student, {f"answers[{name}]": typed for name, typed in ANSWERS.items()})
    assert response.status_code == 202
    assert stored(database) == [("", b"", ANSWERS)]


@both
def test_answers_go_beside_a_file(student: Api, database: Database) -> None:
    assert student.send_json(SLUG, {"source": "x = 1", "answers": {"a": "52"}}).status_code == 202
    assert form(student, {"file": (io.BytesIO(SOURCE), "a.py"), "answers[a]": "52"}).status_code == 202
    assert student.send_json(SLUG, {"source": "x = 1"}).status_code == 202
    assert stored(database) == [
        ("upload.py", b"x = 1", {"a": "52"}),
        ("a.py", SOURCE, {"a": "52"}),
        ("upload.py", b"x = 1", None),
    ]


@by_hand
def test_a_file_that_nobody_asked_for_is_kept_beside_the_answers(student: Api, database: Database) -> None:
    assert student.send_json(SLUG, {"source": "x = 1", "answers": {"a": "52"}}).status_code == 202
    assert student.send_json(SLUG, {"source": "", "answers": {"a": "52"}}).status_code == 202
    assert stored(database) == [("upload.py", b"x = 1", {"a": "52"}), ("", b"", {"a": "52"})]


@both
def test_where_functions_are_asked_for_the_file_is_needed(student: Api, database: Database) -> None:
    assert_problem(student.send_json(SLUG, {"answers": {"a": "52"}}), 422, "`source` must be a string")
    assert_problem(form(student, {"answers[a]": "52"}), 422, "Send the file in the field `file`")
    assert stored(database) == []


def test_an_assignment_without_answers_refuses_them(student: Api, database: Database) -> None:
    body = {"source": "x", "answers": {"a": "52"}}
    assert_problem(student.send_json(SLUG, body), 422, "takes no typed-in answers: leave `answers` out")
    fields = {"file": (io.BytesIO(SOURCE), "a.py"), "answers[a]": "52"}
    assert_problem(form(student, fields), 422, "takes no typed-in answers")
    assert stored(database) == []
    assert student.send_json(SLUG, {"source": "x", "answers": {}}).status_code == 202
    assert student.send_json(SLUG, {"source": "x", "answers": None}).status_code == 202


@by_hand
@pytest.mark.parametrize(
    ("answers", "says", "names"),
    [
        ({"z": "52"}, 'There is no answer "z": this assignment asks for a, b, c, d, e.', None),
        ({"a": "52", "": "1"}, 'There is no answer ""', None),
        ({"x" * 9000: "1"}, "There is no answer", None),
        ({"a": 52}, "The answer a must be a string", "a"),
        ({"b": [[1, 1], [1, 1]]}, "The answer b must be a string", "b"),
        ({"a": None}, "The answer a must be a string", "a"),
        ({"a": True}, "The answer a must be a string", "a"),
        ({"e": "1" * 2001}, "The answer e has 2001 characters; at most 2000", "e"),
        ([], "must be an object", None),
        ("52", "must be an object", None),
        ([["a", "52"]], "must be an object", None),
        ({}, "Type at least one", None),
        ({"a": " \n"}, "Type at least one", None),
        (None, "Send typed-in answers", None),
    ],
)
def test_answers_that_cannot_be_taken_say_what_to_do(
    student: Api, database: Database, answers: object, says: str, names: str | None
) -> None:
    response = student.send_json(SLUG, {"answers": answers})
    assert_problem(response, 422, says)
    assert response.json
    assert response.json.get("answer") == names
    assert len(response.text) < 1000
    assert stored(database) == []


@by_hand
def test_half_of_a_surrogate_pair_is_refused(student: Api, database: Database) -> None:
    body = b'{"answers": {"a": "5\\ud800"}}'
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=body, content_type="application/json"
    )
    assert_problem(response, 422, "character 1 is half of a surrogate pair")
    assert stored(database) == []


@by_hand
@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
def test_what_is_no_number_is_taken_and_graded(student: Api, database: Database) -> None:
    answers = {"a": "fifty-two \x00 \u202e <b>", "b": "x" * 2000}
    assert student.send_json(SLUG, {"answers": answers}).status_code == 202
    assert stored(database) == [("", b"", answers)]


@by_hand
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"answers": '{"a": "52"}'}, "in a field of its own: answers[a]"),
        ({"answers[a]": ["52", "53"]}, "may occur only once"),
        ({"answers[q]": "52"}, 'There is no answer "q"'),
        ({"answers[a": "52"}, "Send typed-in answers"),
        ({"a": "52"}, "Send typed-in answers"),
        ({}, "Send typed-in answers"),
        ({"file": (io.BytesIO(SOURCE), "a.py")}, "Type at least one"),
    ],
)
def test_a_form_that_cannot_be_taken_says_what_to_do(
    student: Api, database: Database, fields: dict[str, Any], says: str
) -> None:
    assert_problem(form(student, fields), 422, says)
    assert stored(database) == []


@by_hand
def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Api, three: Three) -> None:
    hidden = stranger.send_json(three.assignment, {"answers": ANSWERS})
    assert_problem(hidden, 404, "no such assignment")


@by_hand
def test_another_media_type_is_told_of_answers(student: Api) -> None:
    response = student.ask(
        "POST", f"/assignments/{SLUG}/submissions", data=b"a=52", content_type="text/plain"
    )
    assert_problem(response, 415, "answers[a]")


@by_hand
def test_an_assignment_says_which_answers_it_asks_for(student: Api) -> None:
    shown = student.get(f"/assignments/{SLUG}").json
    assert shown
    assert shown["functions"] == []
    assert [answer["name"] for answer in shown["answers"]] == ["a", "b", "c", "d", "e"]
    assert shown["answers"][2] == {
        "name": "c",
        "title": r"$\partial L / \partial y$",
        "equation": "exercise 2 (c)",
        "points": 1.0,
    }
    assert "10" not in str(shown["answers"])  # the values are nobody's business
