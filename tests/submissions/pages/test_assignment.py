"""GET /assignments/{id} and its starter file."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta

import pytest

from submissions.database import Database
from submissions.models import Assignment
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

PATH = "/assignments/matrix-derivatives"


def test_the_task_is_told_in_words_and_formulas(student: Browser) -> None:
    page = student.get(PATH).text
    assert page.count("<math") > 8
    assert "$" not in Elements(page).text
    assert "affine_backward(dout, cache)" in page
    assert "sigmoid_backward(dout, cache)" in page
    assert "dW equals Xᵀ · dout" in page
    assert "N × d₁ × … × dₖ, flattened to N × D" in page


def test_the_points_of_the_checks_are_shown(student: Browser) -> None:
    text = " ".join(Elements(student.get(PATH).text).text.split())
    assert "12 points" in text
    assert "dW equals Xᵀ · dout (20) 2" in text


def test_attempts_are_listed_newest_first(student: Browser, grade: Grade) -> None:
    first, second = grade("wrong_shape"), grade("full_marks")
    page = student.get(PATH).text
    assert page.index(second) < page.index(first)
    assert "All points" in page
    assert "24 Nov 2026, 13:01 CET" in page
    assert 'datetime="2026-11-24T12:01:00Z"' in page


def test_an_attempt_on_its_way_is_shown_as_such(student: Browser, grade: Grade) -> None:
    grade(state="queued")
    grade(state="running")
    text = Elements(student.get(PATH).text).text
    assert "Waiting" in text
    assert "Running" in text


def test_the_deadline_is_shown_and_lateness_marked(
    student: Browser, three: Three, database: Database, grade: Grade
) -> None:
    grade("full_marks")
    with database.write() as session:
        assignment = session.get(Assignment, three.assignment)
        assert assignment
        assignment.due_at = START + timedelta(seconds=30)
    page = student.get(PATH).text
    assert "due <time" in page
    assert "after the deadline" in page


def test_a_tutor_sees_the_way_to_the_results(tutor: Browser, three: Three) -> None:
    assert f"/assignments/{three.assignment}/results" in tutor.get(PATH).text


def test_others_attempts_are_not_shown(tutor: Browser, grade: Grade) -> None:
    assert grade("full_marks") not in tutor.get(PATH).text


def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Browser, three: Three) -> None:
    hidden = stranger.get(f"/assignments/{three.assignment}")
    missing = stranger.get("/assignments/none")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text == missing.text


def test_nobody_is_asked_to_sign_in(nobody: Browser) -> None:
    response = nobody.get(PATH)
    assert response.status_code == 401
    assert "You are not signed in" in response.text
    assert 'href="/"' in response.text


def test_the_starter_file_is_python_with_every_function(student: Browser) -> None:
    response = student.get(f"{PATH}/starter.py")
    tree = ast.parse(response.text)
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert names == ["affine_backward", "sigmoid_backward"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="matrix_derivatives.py"'
    assert response.content_type.startswith("text/x-python")


def test_a_stranger_gets_no_starter_file(stranger: Browser) -> None:
    assert stranger.get(f"{PATH}/starter.py").status_code == 404


def rule(database: Database, three: Three, **rules: object) -> None:
    with database.write() as session:
        found = session.get(Assignment, three.assignment)
        assert found
        found.due_at = rules.pop("due_at", None)  # type: ignore[assignment]
        found.rules = rules


def test_the_deadline_and_what_is_left_stand_on_top(
    student: Browser, database: Database, three: Three
) -> None:
    due = datetime.now(UTC) + timedelta(days=3, hours=2, minutes=30)
    rule(database, three, due_at=due, attempts=3, counts="last")
    text = " ".join(Elements(student.get(PATH).text).text.split())
    assert "(in 3 days and 2 hours)" in text
    assert "3 of your 3 attempts are left. Your last attempt counts." in text


def test_the_attempt_that_counts_is_marked_and_said(student: Browser, grade: Grade) -> None:
    grade("full_marks")
    grade("batch_mean")
    html = student.get(PATH).text
    text = " ".join(Elements(html).text.split())
    assert "Attempt 1 counts: it is the best, 20 of 20 points." in text
    assert html.count('<span class="tag">counts</span>') == 1
    assert "Attempt 1 counts" in text[text.index("Points") :]


@pytest.mark.parametrize("why", ["deadline", "attempts"])
def test_when_nothing_more_is_taken_the_page_says_so_instead_of_a_form(
    student: Browser, tutor: Browser, database: Database, three: Three, grade: Grade, why: str
) -> None:
    if why == "deadline":
        rule(database, three, due_at=datetime.now(UTC) - timedelta(minutes=1))
    else:
        grade("batch_mean")
        rule(database, three, attempts=1)
    html = student.get(PATH).text
    assert ("The deadline is over" in html) == (why == "deadline")
    assert ("All your attempts are used up" in html) == (why == "attempts")
    assert "<textarea" not in html
    assert "writing.js" not in html
    assert "<textarea" in tutor.get(PATH).text


def test_what_was_typed_is_given_back_after_the_deadline(
    student: Browser, database: Database, three: Three
) -> None:
    rule(database, three, due_at=datetime.now(UTC) - timedelta(minutes=1))
    answer = student.post(f"{PATH}/submissions", {"source": "x = 'kept'"}, "/")
    assert answer.status_code == 403
    assert "x = &#39;kept&#39;" in answer.text
    assert "The deadline is over" in answer.text
