"""GET /submissions/{id}/changes."""

from __future__ import annotations

import pytest

from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def test_the_way_from_one_attempt_to_the_next(student: Browser, grade: Grade) -> None:
    grade("batch_mean", code=b"x = 1\ny = '<b>'\n")
    second = grade("full_marks", code=b"x = 2\ny = '<b>'\n")
    assert f'href="/submissions/{second}/changes"' in student.get(f"/submissions/{second}").text
    html = student.get(f"/submissions/{second}/changes").text
    page = Elements(html)
    text = " ".join(page.text.split())
    assert "From attempt 1 to attempt 2" in text
    assert "13 →then 20 of 20" in text
    assert "Passed dW equals Xᵀ · dout affine_backward failed before" in text
    assert "− removed x = 1" in text
    assert "+ added x = 2" in text
    assert not page.all("b") or "&lt;b&gt;" in html


def test_the_same_code_is_said_to_be_the_same(student: Browser, grade: Grade) -> None:
    grade("batch_mean")
    text = Elements(student.get(f"/submissions/{grade('batch_mean')}/changes").text).text
    assert "The code is the same." in text
    assert "Every check came out as before." in text


def test_without_a_verdict_the_code_is_compared_all_the_same(student: Browser, grade: Grade) -> None:
    grade("batch_mean", code=b"x = 1")
    text = Elements(student.get(f"/submissions/{grade(state='queued')}/changes").text).text
    assert "not graded yet" in text
    assert "removed" in text


def test_a_file_that_is_no_text_is_said_to_be_none(student: Browser, grade: Grade) -> None:
    grade("syntax_error", code=b"a" + bytes(9))
    text = Elements(student.get(f"/submissions/{grade('full_marks')}/changes").text).text
    assert "One of the two files is not readable text." in text


def test_a_first_attempt_has_none_before_it(student: Browser, grade: Grade) -> None:
    first = grade("full_marks")
    assert "changes" not in student.get(f"/submissions/{first}").text
    response = student.get(f"/submissions/{first}/changes")
    assert response.status_code == 404
    assert "This is the first attempt" in response.text


def test_the_attempt_of_another_is_never_the_one_before(student: Browser, grade: Grade, three: Three) -> None:
    grade("full_marks", person=three.tutor)
    assert student.get(f"/submissions/{grade('full_marks')}/changes").status_code == 404


def test_a_tutor_sees_it_and_a_stranger_does_not(
    tutor: Browser, stranger: Browser, nobody: Browser, grade: Grade
) -> None:
    grade("batch_mean")
    path = f"/submissions/{grade('full_marks')}/changes"
    assert tutor.get(path).status_code == 200
    assert stranger.get(path).status_code == 404
    assert nobody.get(path).status_code == 401
