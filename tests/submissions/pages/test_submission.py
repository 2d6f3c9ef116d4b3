"""GET /submissions/{id} and /submissions/{id}/state."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.models import Submission
from submissions.store import progress
from tests.submissions.pages.conftest import NAMES, Browser, Elements, Grade, report


@pytest.mark.parametrize("name", NAMES)
def test_every_report_has_a_page(student: Browser, grade: Grade, name: str) -> None:
    response = student.get(f"/submissions/{grade(name)}")
    assert response.status_code == 200
    page = Elements(response.text)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [str(link["href"])[1:] for link in page.all("a") if str(link["href"]).startswith("#")]
    assert set(targets) <= set(ids)
    assert len(page.all("h1")) == 1


def test_points_and_checks_are_shown(student: Browser, grade: Grade) -> None:
    page = Elements(student.get(f"/submissions/{grade('batch_mean')}").text)
    text = " ".join(page.text.split())
    assert "13 of 20 points" in text
    assert "10 of 16 checks passed" in text
    assert "Passed dX equals dout · Wᵀ (21) 2 of 2 points" in text
    assert "Failed dW equals Xᵀ · dout (20) 0 of 2 points" in text
    assert "Known mistake: Batch mean" in text
    assert text.count("The smallest case where it goes wrong") == 1
    assert "= 34; yours: 17" in text
    assert page.all("td").count({"class": "wrong"}) == page.all("td").count({"class": "right"}) == 1
    assert "dw shape (2, 3)" in text


def test_a_syntax_error_shows_the_line_and_marks_it_in_the_code(student: Browser, grade: Grade) -> None:
    code = b"a\nb\nc\nd\ne\nf\n    dx = (dout @ w.T\n"
    html = student.get(f"/submissions/{grade('syntax_error', code=code)}").text
    page = Elements(html)
    assert "Syntax error" in page.text
    assert [line["id"] for line in page.all("li") if line.get("class") == "marked"] == ["line-7"]
    assert 'href="#line-7"' in html
    assert "Not tried" in page.text


def test_our_fault_is_said_and_costs_nothing(student: Browser, grade: Grade) -> None:
    text = Elements(student.get(f"/submissions/{grade('broken')}").text).text
    assert "This is not your fault" in text
    assert "of 20 points" not in text


def test_a_file_that_is_no_text_has_no_listing(student: Browser, grade: Grade) -> None:
    response = student.get(f"/submissions/{grade('syntax_error', code=b'a' + bytes(9))}")
    assert response.status_code == 200
    assert "Your code</h2>" not in response.text


def test_latin_text_is_shown(student: Browser, grade: Grade) -> None:
    code = "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1")
    assert "é" in student.get(f"/submissions/{grade('full_marks', code=code)}").text


def test_a_waiting_submission_reloads_itself_without_scripts(student: Browser, grade: Grade) -> None:
    grade(state="queued")
    html = student.get(f"/submissions/{grade(state='queued')}").text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert "Place <b>2</b> in the queue" in html
    assert "live.js" in html


def test_a_slow_one_shows_how_many_calls_are_answered(
    student: Browser, grade: Grade, database: Database
) -> None:
    slow = grade(state="running")
    assert "<progress" not in student.get(f"/submissions/{slow}/state").text
    with database.write() as session:
        lease = session.get_one(Submission, slow).lease or ""
        progress.note(session, slow, lease, {"affine_backward": (12, 40), "sigmoid_backward": (0, 1)})
    shown = student.get(f"/submissions/{slow}/state").text
    assert 'value="12" max="40"' in shown
    assert "12 of 40 calls" in shown
    assert "0 of 1 call<" in shown


def test_a_graded_submission_stands_still(student: Browser, grade: Grade) -> None:
    html = student.get(f"/submissions/{grade('full_marks')}").text
    assert "http-equiv" not in html
    assert "live.js" not in html


def test_the_state_says_whether_it_is_the_last(student: Browser, grade: Grade) -> None:
    running = student.get(f"/submissions/{grade(state='running')}/state")
    assert running.headers["Dout-Final"] == "no"
    assert "Your code is running" in running.text
    assert "<html" not in running.text
    graded = student.get(f"/submissions/{grade('batch_mean')}/state")
    assert graded.headers["Dout-Final"] == "yes"
    assert 'data-say="Graded: 13 of 20 points."' in graded.text


def test_attempts_are_numbered(student: Browser, grade: Grade) -> None:
    grade("full_marks")
    assert "<h1>Attempt 2</h1>" in student.get(f"/submissions/{grade('full_marks')}").text


def test_a_tutor_sees_whose_it_is(tutor: Browser, grade: Grade) -> None:
    page = tutor.get(f"/submissions/{grade('full_marks')}").text
    assert "<h1>Attempt 1 of Ada</h1>" in page
    assert "/results" in page


@pytest.mark.parametrize("end", ["", "/state"])
def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Browser, grade: Grade, end: str) -> None:
    hidden = stranger.get(f"/submissions/{grade('full_marks')}{end}")
    missing = stranger.get(f"/submissions/11111111-1111-1111-1111-111111111111{end}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text == missing.text


@pytest.mark.parametrize("end", ["", "/state"])
def test_nobody_is_asked_to_sign_in(nobody: Browser, grade: Grade, end: str) -> None:
    assert nobody.get(f"/submissions/{grade('full_marks')}{end}").status_code == 401


def test_another_student_does_not_see_it(
    student: Browser, grade: Grade, three: object, request: pytest.FixtureRequest
) -> None:
    tutors = grade("full_marks", person=request.getfixturevalue("three").tutor)
    assert student.get(f"/submissions/{tutors}").status_code == 404


def test_the_fixtures_are_of_the_schema_in_use() -> None:
    assert {report(name)["schema"] for name in NAMES} == {1}
