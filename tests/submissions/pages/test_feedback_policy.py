"""Feedback policies: what a student sees of a check that holds something back, on every page."""

from __future__ import annotations

import pytest

from grader.assignment import builtin_text
from submissions.database import Database
from submissions.models import Assignment
from submissions.models_teaching import Extension
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

PATH = "/assignments/matrix-derivatives"


def held_back(feedback: str, more: str = "") -> str:
    """The sheet's assignment, its check `exercise` of the affine layer with that feedback."""
    line = f'kind = "exercise"\nfeedback = "{feedback}"\n{more}'
    return builtin_text("matrix-derivatives").replace('kind = "exercise"\n', line, 1)


def text(browser: Browser, path: str) -> str:
    return " ".join(Elements(browser.get(path).text).text.split())


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_hidden_check_shows_neither_result_nor_points(student: Browser, grade: Grade) -> None:
    id_ = grade("full_marks")
    page = text(student, f"/submissions/{id_}")
    assert "Not shown The values of the sheet's exercise" in page
    assert "19 of 19 points" in page
    assert "1 more is not shown yet" in page
    assert "19 / 19" in text(student, PATH)
    assert "19 of 19 points" in text(student, "/")
    assert "20 / 20" not in text(student, PATH)


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_a_tutor_sees_all_of_it(tutor: Browser, grade: Grade) -> None:
    assert "20 of 20 points" in text(tutor, f"/submissions/{grade('full_marks')}")


@pytest.mark.parametrize("assignment_text", [held_back("points")])
def test_points_alone_are_shown_without_the_case(student: Browser, grade: Grade) -> None:
    page = text(student, f"/submissions/{grade('batch_mean')}")
    assert "Failed The values of the sheet's exercise" in page
    assert page.index("dW equals") < page.index("The smallest case where it goes wrong")
    assert "dw shape (2, 3)" not in page  # what was printed could tell the inputs


@pytest.mark.parametrize("assignment_text", [held_back("hidden", "opens_after = 2\n")])
def test_a_check_opens_after_some_attempts(student: Browser, grade: Grade) -> None:
    assert "19 of 19 points" in text(student, f"/submissions/{grade('full_marks')}")
    assert "20 of 20 points" in text(student, f"/submissions/{grade('full_marks')}")


@pytest.mark.parametrize("assignment_text", [held_back("hidden", "opens_at_deadline = true\n")])
def test_a_check_opens_at_the_deadline(
    student: Browser, grade: Grade, database: Database, three: Three
) -> None:
    id_ = grade("full_marks")
    assert "19 of 19 points" in text(student, f"/submissions/{id_}")
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = START.replace(year=2020)
    assert "20 of 20 points" in text(student, f"/submissions/{id_}")


@pytest.mark.parametrize("assignment_text", [held_back("hidden", "opens_at_deadline = true\n")])
def test_who_may_hand_in_for_longer_does_not_see_it_before(
    student: Browser, grade: Grade, database: Database, three: Three
) -> None:
    id_ = grade("full_marks")
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = START.replace(year=2020)
        session.add(
            Extension(
                assignment_id=three.assignment,
                person_id=three.student,
                due_at=START.replace(year=2100),
                more_attempts=0,
                reason="ill",
                created_at=START,
            )
        )
    assert "19 of 19 points" in text(student, f"/submissions/{id_}")
    assert "opens after the deadline" in text(student, PATH)
    with database.write() as session:
        session.get_one(Extension, (three.assignment, three.student)).due_at = START.replace(year=2021)
    assert "20 of 20 points" in text(student, f"/submissions/{id_}")


@pytest.mark.parametrize("assignment_text", [held_back("hidden")])
def test_changes_do_not_tell_a_hidden_result(student: Browser, grade: Grade) -> None:
    grade("batch_mean")
    page = text(student, f"/submissions/{grade('full_marks')}/changes")
    assert "of 19" in page
    assert "The values of the sheet's exercise" not in page


@pytest.mark.parametrize("assignment_text", [builtin_text("matrix-derivatives-by-hand")])
def test_answers_to_work_out_are_listed_with_formulas(student: Browser) -> None:
    html = student.get(PATH).text
    assert "(a) The loss" in html
    assert "$" not in Elements(html).text
