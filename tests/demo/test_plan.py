"""The course of the filled demo: the same for the same seed, as large as asked for, and like a real one."""

from __future__ import annotations

import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from submissions import demo
from submissions.database import Database
from submissions.settings import Settings
from tests.corpus import SOLUTIONS
from tests.demo import stories
from tests.demo.filling import ZONE, fill, graded
from tests.demo.moments import OPEN, deadline
from tests.demo.plan import ADA, Plan, plan
from tests.service import ROOT

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DUE = deadline(NOW, ZoneInfo(ZONE))


@pytest.fixture(scope="module")
def course() -> Plan:
    return plan(300, 1500, 1, DUE)


def test_the_same_seed_gives_the_same_course_and_another_seed_another(course: Plan) -> None:
    assert plan(300, 1500, 1, DUE) == course
    assert plan(300, 1500, 2, DUE) != course


@pytest.mark.parametrize(("students", "uploads"), [(300, 1500), (40, 160), (20, 25)])
def test_it_is_as_large_as_it_was_asked_for(students: int, uploads: int) -> None:
    made = plan(students, uploads, 3, DUE)
    assert (len(made.students) + 1, len(made.uploads)) == (students, uploads)
    assert {ADA} < {upload.student for upload in made.uploads} <= {ADA, *range(students - 1)}


def test_too_few_uploads_are_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        plan(300, 100, 1, DUE)


def test_nobody_is_there_twice(course: Plan) -> None:
    for part in ("name", "email", "number"):
        assert len({getattr(student, part) for student in course.students}) == len(course.students)


def test_the_attempts_of_each_rise_and_lie_around_the_two_weeks(course: Plan) -> None:
    for one, other in pairwise(course.uploads):
        assert one.student != other.student or one.at < other.at
    assert all(DUE - OPEN <= upload.at < NOW for upload in course.uploads)
    assert 0 < sum(upload.at > DUE for upload in course.uploads) < 50


def test_most_begin_with_a_mistake_and_end_without(course: Plan) -> None:
    first: dict[int, str] = {}
    last: dict[int, str] = {}
    for upload in course.uploads:
        first.setdefault(upload.student, upload.solution.partition("/")[0])
        last[upload.student] = upload.solution.partition("/")[0]
    assert Counter(first.values())["right"] < 50
    assert 150 < Counter(last.values())["right"] < 250
    assert {"right", "wrong", "broken"} == set(first.values()) | set(last.values())


def test_no_file_says_what_is_expected_of_it(course: Plan) -> None:
    assert not any(b"# expect:" in upload.data for upload in course.uploads)


@pytest.mark.parametrize(
    ("folder", "names"),
    [
        ("right", stories.RIGHT),
        ("wrong", stories.WRONG | stories.UNFINISHED),
        ("broken", stories.BROKEN),
    ],
)
def test_every_file_is_in_the_corpus(folder: str, names: dict[str, int]) -> None:
    assert set(names) <= {path.name for path in (SOLUTIONS / folder).iterdir()}


def test_the_record_is_filled_once(database: Database, settings: Settings) -> None:
    with database.write() as session:
        demo.seed(session, replace(settings, demo=True))
    assert fill(database, 20, 60, 1, NOW)
    assert not fill(database, 20, 60, 1, NOW + timedelta(days=9))
    assert graded(database) == (0, 60)


def test_make_help_shows_the_demo_and_the_screenshots() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"serve", "demo", "screenshots"} <= {line.split()[0] for line in shown.splitlines()}
