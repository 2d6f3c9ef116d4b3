"""What a tutor takes to other systems from the page of results."""

from __future__ import annotations

import csv
import io
import json

from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Grade

PATHS = ("grades/moodle.csv", "grades/canvas.csv", "submissions.jsonl")


def test_the_results_lead_to_grades_and_lines(tutor: Browser, three: Three, grade: Grade) -> None:
    submission = grade("batch_mean")
    page = tutor.get(f"/assignments/{three.assignment}/results").text
    for path in PATHS:
        assert f"/assignments/{three.assignment}/{path}" in page
    moodle = tutor.get(f"/assignments/{three.assignment}/grades/moodle.csv")
    assert list(csv.reader(io.StringIO(moodle.text, newline="")))[1] == ["Ada", "", "", "13"]
    canvas = tutor.get(f"/assignments/{three.assignment}/grades/canvas.csv")
    assert "Points Possible" in canvas.text
    [line] = tutor.get(f"/assignments/{three.assignment}/submissions.jsonl").text.splitlines()
    assert json.loads(line)["submission"] == submission
    assert tutor.get(f"/assignments/{three.assignment}/grades/lotus.csv").status_code == 404


def test_nobody_else_gets_them(student: Browser, stranger: Browser, nobody: Browser, three: Three) -> None:
    for path in PATHS:
        one = f"/assignments/{three.assignment}/{path}"
        assert [who.get(one).status_code for who in (student, stranger, nobody)] == [404, 404, 401]
