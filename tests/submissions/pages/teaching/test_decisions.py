"""Comments and points by hand, from the tutor's form to the student's page."""

from __future__ import annotations

import re

import pytest

from submissions.database import Database
from submissions.models_teaching import AuditEntry, Comment
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Grade
from tests.submissions.pages.teaching.test_review import text

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
HOSTILE = "<script>alert(1)</script> & so on"


def actions(database: Database, subject: str) -> list[str]:
    with database.read() as session:
        found = session.query(AuditEntry).filter_by(subject_id=subject).order_by(AuditEntry.at)
        return [entry.action for entry in found]


def test_a_comment_stands_below_its_line_for_tutor_and_student(
    tutor: Browser, student: Browser, grade: Grade, database: Database, three: Three
) -> None:
    submission = grade("batch_mean")
    page = f"/submissions/{submission}/review"
    assert 'href="?line=5#line-5"' in tutor.get(page).text
    assert '<input type="hidden" name="line" value="5">' in tutor.get(f"{page}?line=5").text
    answer = tutor.post(f"/submissions/{submission}/comments", {"text": HOSTILE, "line": "5"}, seen=page)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#line-5")
    tutor.post(f"/submissions/{submission}/comments", {"text": "Well begun."}, seen=page)
    for browser, path in ((tutor, page), (student, f"/submissions/{submission}")):
        html = browser.get(path).text
        assert "<script>alert" not in html
        line = html[html.index('id="line-5"') : html.index('id="line-6"')]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in line
        assert "Emmy" in line
        assert "Well begun." in html[html.index('id="remarks"') :]
    assert "Take back" not in student.get(f"/submissions/{submission}").text
    assert actions(database, submission) == ["comment.added", "comment.added"]


def test_a_comment_can_be_taken_back(
    tutor: Browser, student: Browser, grade: Grade, database: Database
) -> None:
    submission, other = grade("batch_mean"), grade("batch_mean")
    page = f"/submissions/{submission}/review"
    tutor.post(f"/submissions/{submission}/comments", {"text": "Too hasty."}, seen=page)
    with database.read() as session:
        id_ = session.query(Comment).one().id
    assert tutor.post(f"/submissions/{other}/comments/{id_}/delete", {}, seen=page).status_code == 404
    assert tutor.post(f"/submissions/{submission}/comments/{id_}/delete", {}, seen=page).status_code == 303
    assert tutor.post(f"/submissions/{submission}/comments/{id_}/delete", {}, seen=page).status_code == 404
    assert "Too hasty." not in student.get(f"/submissions/{submission}").text
    assert actions(database, submission) == ["comment.added", "comment.taken_back"]


@pytest.mark.parametrize("typed", ["", "  \n ", "x" * 4001, "a\0b"])
def test_a_comment_that_cannot_be_taken_is_not_lost(typed: str, tutor: Browser, grade: Grade) -> None:
    page = f"/submissions/{grade('batch_mean')}"
    answer = tutor.post(f"{page}/comments", {"text": typed, "line": "2"}, seen=f"{page}/review")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert typed.strip()[:100] in answer.text.replace("\ufffd", "\0")


def test_points_by_hand_count_everywhere_until_they_are_taken_back(
    tutor: Browser, student: Browser, grade: Grade, database: Database
) -> None:
    submission = grade("batch_mean")
    page = f"/submissions/{submission}/review"
    data = {"points": "15,5", "reason": "The sheet was unclear."}
    assert tutor.post(f"/submissions/{submission}/points", data, seen=page).status_code == 303
    assert "15.5 of 20 by hand The verdict gave 13." in text(tutor.get(page).text)
    own = text(student.get(f"/submissions/{submission}").text)
    assert "15.5 of 20 points" in own
    assert "Emmy gave this attempt 15.5 points: The sheet was unclear." in own
    assert "15.5" in text(student.get("/").text)
    assert "15.5 / 20" in text(student.get("/assignments/matrix-derivatives").text)
    assert "15.5" in text(tutor.get("/assignments/matrix-derivatives/results").text)
    assert ",15.5," in tutor.get("/assignments/matrix-derivatives/results.csv").text
    again = {"points": "", "reason": "It was clear.", "take_back": "yes"}
    assert tutor.post(f"/submissions/{submission}/points", again, seen=page).status_code == 303
    assert "13 of 20 points" in text(student.get(f"/submissions/{submission}").text)
    assert "15.5" not in student.get("/assignments/matrix-derivatives").text
    assert actions(database, submission) == ["override.given", "override.taken_back"]
    trail = text(tutor.get("/courses/maths/audit").text)
    assert re.search(
        "Emmy Points by hand taken back to a submission .*It was clear.*Points given by hand", trail
    )


@pytest.mark.parametrize(
    ("points", "reason", "said"),
    [
        ("", "r", "from 0 to 20"),
        ("21", "r", "from 0 to 20"),
        ("-1", "r", "from 0 to 20"),
        ("nan", "r", "from 0 to 20"),
        ("inf", "r", "from 0 to 20"),
        ("12", " ", "Give a reason"),
        ("12", "x" * 1001, "too long"),
    ],
)
def test_points_need_a_number_and_a_reason(
    points: str, reason: str, said: str, tutor: Browser, grade: Grade, database: Database
) -> None:
    submission = grade("batch_mean")
    answer = tutor.post(
        f"/submissions/{submission}/points",
        {"points": points, "reason": reason},
        seen=f"/submissions/{submission}/review",
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{points}"' in answer.text
    assert actions(database, submission) == []
