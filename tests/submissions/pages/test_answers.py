"""Typed-in answers on the pages: the form, what is refused, what is said of each, and what changed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select

from grader import grading
from grader.assignment import builtin, builtin_text
from grader.messages import Run
from submissions.database import Database
from submissions.models import Submission
from submissions.store import attempts
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements

NAME = "matrix-derivatives-by-hand"
BY_HAND = builtin_text(NAME)
BOTH = builtin_text("matrix-derivatives").replace("points = 20", "points = 25", 1) + "".join(
    BY_HAND.partition("[[answer]]")[1:]
)
SEEN = "/assignments/matrix-derivatives"
PATH = f"{SEEN}/submissions"
HOSTILE = "</textarea><script>alert(1)</script>"

by_hand = pytest.mark.parametrize("assignment_text", [BY_HAND])
both = pytest.mark.parametrize("assignment_text", [BOTH])


def fields(**answers: str) -> dict[str, Any]:
    return {f"answers[{name}]": typed for name, typed in answers.items()}


def stored(database: Database) -> list[tuple[str, bytes, dict[str, str] | None]]:
    columns = select(Submission.filename, Submission.upload, Submission.answers)
    with database.read() as session:
        rows = session.execute(columns.order_by(Submission.created_at))
        return [(filename, upload, answers) for filename, upload, answers in rows]


def graded(database: Database) -> str:
    """The newest submission, graded as the worker does."""
    with database.write() as session:
        id_ = session.scalars(select(Submission.id).order_by(Submission.created_at.desc())).first()
        assert id_
        claimed = attempts.claim(session, id_, "task", START, 60)
        assert claimed
        report = grading.judge(grading.plan(builtin(NAME), "00"), Run(()), claimed.answers)
        attempts.finish(session, id_, claimed.lease, report.to_json(), START)
    return id_


def text(html: str) -> str:
    return " ".join(Elements(html).text.split())


@by_hand
def test_the_form_has_a_labelled_box_for_each_answer_and_asks_for_no_file(student: Browser) -> None:
    page = Elements(student.get(SEEN).text)
    boxes = {str(box["id"]): box for box in page.all("textarea")}
    assert list(boxes) == [f"answer-{name}" for name in "abcde"]
    assert {label["for"] for label in page.all("label")} == set(boxes)
    assert all(str(box["aria-describedby"]).split()[0] == f"{id_}-error" for id_, box in boxes.items())
    assert not [field for field in page.all("input") if field["type"] == "file"]
    assert "exercise 2 (c) · 1 point" in page.text
    assert "starter" not in page.text
    assert student.get(f"{SEEN}/starter.py").status_code == 404


@by_hand
def test_answers_are_stored_with_plain_line_ends(student: Browser, database: Database) -> None:
    assert student.post(PATH, fields(a="52", b="1 1\r\n1 1", c=""), SEEN).status_code == 303
    assert stored(database) == [("", b"", {"a": "52", "b": "1 1\n1 1", "c": ""})]


@by_hand
@pytest.mark.parametrize(
    ("sent", "says", "field"),
    [
        ({}, "No answer is given yet", "answers"),
        (fields(a=" ", b="\r\n"), "No answer is given yet", "answers"),
        (fields(a="52", d="1" * 2001), "2001 characters; at most 2000", "answer-d"),
        (fields(a="52", z="1"), "There is no answer", "answers"),
        ({"answers": "52"}, "in a field of its own", "answers"),
        ({"source": "x = 1"}, "No answer is given yet", "answers"),
    ],
)
def test_what_cannot_be_taken_is_told_in_place(
    student: Browser, database: Database, sent: dict[str, Any], says: str, field: str
) -> None:
    response = student.post(PATH, dict(sent), SEEN)
    assert response.status_code == 422
    place = response.text.index(f'id="{field}-error"')
    assert says in response.text[place : place + 600]
    assert "<title>Error: " in response.text
    assert stored(database) == []


@by_hand
def test_what_was_typed_is_kept_when_something_is_wrong(student: Browser) -> None:
    response = student.post(PATH, fields(a=HOSTILE, b="1 1\r\n1 1", c="\r\n7", d="1" * 2001), SEEN)
    assert response.status_code == 422
    assert "<script>alert" not in response.text
    page = response.text
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>" in page
    assert "1" * 2001 in page
    [marked] = [attributes for _, attributes in Elements(page).tags if attributes.get("aria-invalid")]
    assert marked["id"] == "answer-d"


@by_hand
def test_each_answer_is_shown_with_what_was_typed_and_what_is_wrong(
    student: Browser, tutor: Browser, stranger: Browser, database: Database
) -> None:
    student.post(PATH, fields(a="52", b="<b>x</b>", c="[[2, 10], [2, 10]]", d=" "), SEEN)
    id_ = graded(database)
    html = student.get(f"/submissions/{id_}").text
    page = text(html)
    assert "1 of 5 points 1 of 5 answers are right." in page
    assert "Right (a) The loss exercise 2 (a)You typed: 52" in page
    assert "<b>x" not in html
    assert "Your answer cannot be read from" in page
    assert "Wrong (c)" in page
    assert "This is the transpose" in page
    assert "Blank (d)" in page
    assert "Begin here" not in page
    assert "0 of 0" not in page
    assert "The answers" in text(tutor.get(f"/submissions/{id_}").text)
    assert stranger.get(f"/submissions/{id_}").status_code == 404


@by_hand
def test_the_newest_answers_stand_in_the_form_of_their_author_alone(student: Browser, tutor: Browser) -> None:
    student.post(PATH, fields(a="51"), SEEN)
    student.post(PATH, fields(a="my secret 52"), SEEN)
    assert "my secret 52</textarea>" in student.get(SEEN).text
    assert "my secret" not in tutor.get(SEEN).text


@by_hand
def test_changed_answers_are_compared(student: Browser, database: Database) -> None:
    student.post(PATH, fields(a="51", b="1 1; 1 1"), SEEN)
    graded(database)
    student.post(PATH, fields(a="52", b="1 1; 1 1", c="7"), SEEN)
    page = text(student.get(f"/submissions/{graded(database)}/changes").text)
    assert "Right (a) The lossBefore: 51Now: 52" in page
    assert "Before: nothingNow: 7" in page
    assert "(b)" not in page
    assert "readable" not in page
    assert "Code" not in page


@by_hand
def test_a_tutor_sees_how_each_answer_goes(student: Browser, tutor: Browser, database: Database) -> None:
    student.post(PATH, fields(a="52", b="7"), SEEN)
    id_ = graded(database)
    html = tutor.get(f"{SEEN}/results").text
    page = text(html)
    assert "typed in (a) The loss typed in exercise 2 (a) 1 of 1" in page
    assert "exercise 2 (b) 0 of 1" in page
    assert f"/submissions/{id_}" in html
    assert "$" not in page


@by_hand
def test_on_the_way_nothing_is_said_of_code(student: Browser, database: Database) -> None:
    student.post(PATH, fields(a="52"), SEEN)
    with database.write() as session:
        id_ = session.scalars(select(Submission.id)).one()
        attempts.claim(session, id_, "task", START, 60)
    page = text(student.get(f"/submissions/{id_}").text)
    assert "Your answers are being checked" in page
    assert "Your code" not in page


@both
@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({"source": ""}, 422, "Your code is missing"),
        ({"source": "x = 1", "file": (io.BytesIO(b"y = 2"), "a.py")}, 422, "keep one of them"),
        ({"source": "", "file": (io.BytesIO(b" "), "a.py")}, 422, "This file is empty"),
        ({"source": "x = 1", "file": (io.BytesIO(b""), "")}, 303, ""),
        ({"source": "", "file": (io.BytesIO(b"x = 1"), "a.py")}, 303, ""),
    ],
)
def test_one_form_takes_code_and_answers(
    student: Browser, database: Database, sent: dict[str, Any], status: int, says: str
) -> None:
    response = student.post(PATH, {**fields(a="52"), **sent}, SEEN)
    assert response.status_code == status
    assert says in response.text
    if status == 422:
        assert ">52</textarea>" in response.text
        assert stored(database) == []
    else:
        [(_, upload, answers)] = stored(database)
        assert (upload, answers) == (b"x = 1", {"a": "52"})


def test_where_no_answers_are_asked_for_none_are_taken(
    student: Browser, database: Database, three: Three
) -> None:
    response = student.post(PATH, {"source": "x = 1", **fields(a="52")}, SEEN)
    assert response.status_code == 422
    assert "takes no typed-in answers" in response.text
    assert stored(database) == []
