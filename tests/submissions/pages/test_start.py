"""GET /."""

from __future__ import annotations

from dataclasses import replace

import pytest
import redis

from submissions.app import create_app
from submissions.database import Database
from submissions.models import Assignment
from submissions.models_teaching import Extension
from submissions.services import KEY
from submissions.settings import Settings
from tests.submissions.conftest import START, Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def test_nobody_is_told_how_to_sign_in(nobody: Browser) -> None:
    page = nobody.get("/").text
    ways = [link["href"] for link in Elements(page).all("a") if "button" in str(link.get("class"))]
    assert ways == ["/sign-in", "/join"]
    assert "/enter/" not in page


def test_a_demo_has_two_ways_in(settings: Settings, database: Database, broker: redis.Redis) -> None:
    app = create_app(replace(settings, demo=True))
    page = Elements(app.test_client().get("/").text)
    ways = [link["href"] for link in page.all("a") if str(link["href"]).startswith("/enter/")]
    assert len(ways) == 2
    assert "Try it as a student" in page.text
    assert "Look at it as a tutor" in page.text
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


def test_a_student_sees_their_assignment_and_latest_points(
    student: Browser, three: Three, grade: Grade
) -> None:
    assert "Nothing handed in yet." in student.get("/").text
    grade("full_marks")
    latest = grade("batch_mean")
    page = Elements(student.get("/").text)
    assert "Matrix derivatives" in page.text
    links = [link["href"] for link in page.all("a")]
    assert f"/assignments/{three.assignment}" in links
    assert f"/submissions/{latest}" in links
    assert " ".join(page.text.split()).count("13 of 20 points") == 1
    assert "2 attempts" in page.text


def test_it_says_when_a_deadline_is_over_for_this_person(
    student: Browser, tutor: Browser, three: Three, database: Database
) -> None:
    def shown(browser: Browser) -> str:
        return " ".join(Elements(browser.get("/").text).text.split())

    assert "due" not in shown(student)
    with database.write() as session:
        session.get_one(Assignment, three.assignment).due_at = START.replace(year=2020)
    assert "(this has passed) closed" in shown(student)
    with database.write() as session:
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
    assert "24 Nov 2100" in shown(student)
    assert "closed" not in shown(student)
    assert "24 Nov 2020" in shown(tutor)


def test_a_tutor_is_led_to_everyones_results(tutor: Browser, three: Three) -> None:
    assert f'href="/assignments/{three.assignment}/results"' in tutor.get("/").text


def test_a_student_is_not_led_there(student: Browser) -> None:
    assert "/results" not in student.get("/").text


def test_a_stranger_sees_nothing_of_the_course(stranger: Browser, grade: Grade) -> None:
    grade("full_marks")
    page = stranger.get("/").text
    assert "Matrix derivatives" not in page
    assert "There is no assignment for you yet" in page


def test_signing_out_leads_back_and_says_so(student: Browser) -> None:
    assert student.post("/leave", {}).status_code == 302
    page = student.get("/").text
    assert "You are signed out." in page
    assert "Sign out" not in page


@pytest.mark.parametrize("assignment_text", ["this is no assignment file"])
def test_a_broken_assignment_file_does_not_cost_the_page(student: Browser) -> None:
    response = student.get("/")
    assert response.status_code == 200
    assert "matrix-derivatives" in response.text
