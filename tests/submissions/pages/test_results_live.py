"""GET /assignments/{id}/results/live and results.csv, and the workers on a tutor's page."""

from __future__ import annotations

import csv
import io
import re

import pytest
from flask import Flask

from submissions import workers
from submissions.database import Database
from submissions.models import Person
from submissions.services import KEY
from submissions.settings import Settings
from submissions.workers import Worker
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements, Grade

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
PATH = "/assignments/matrix-derivatives/results"
ONE = Worker("celery@one", 2, ("seccomp", "rlimits"), {"userns": "<b>not</b> permitted"})


def mark(browser: Browser) -> str:
    found = re.search(r'data-mark="(\w+)"', browser.get(PATH).text)
    assert found
    return found[1]


def test_nothing_is_sent_while_nothing_changes(tutor: Browser, grade: Grade) -> None:
    grade("batch_mean")
    response = tutor.get(f"{PATH}/live?mark={mark(tutor)}")
    assert (response.status_code, response.data) == (204, b"")


def test_every_step_of_a_submission_is_news(tutor: Browser, grade: Grade, app: Flask) -> None:
    seen = [mark(tutor)]
    for step in (
        lambda: grade(state="queued"),
        lambda: grade(state="running"),
        lambda: grade("batch_mean"),
        lambda: grade("broken"),
        lambda: workers.tell(app.extensions[KEY].queue._app, ONE),
    ):
        step()
        response = tutor.get(f"{PATH}/live?mark={seen[-1]}")
        assert response.status_code == 200
        seen.append(response.headers["Dout-Mark"])
    assert len(set(seen)) == 6
    assert mark(tutor) == seen[-1]


def test_the_news_are_the_part_that_the_page_shows(tutor: Browser, grade: Grade) -> None:
    grade("batch_mean")
    live = tutor.get(f"{PATH}/live").text
    assert "<html" not in live
    assert live.strip() in tutor.get(PATH).text


@pytest.mark.parametrize("path", [f"{PATH}/live", f"{PATH}.csv"])
def test_only_staff_finds_it(
    path: str, student: Browser, stranger: Browser, nobody: Browser, grade: Grade
) -> None:
    grade("batch_mean")
    assert student.get(path).status_code == 404
    assert stranger.get(path).status_code == 404
    assert nobody.get(path).status_code == 401


def test_the_table_is_a_download_that_a_spreadsheet_reads(
    tutor: Browser, grade: Grade, database: Database, three: Three
) -> None:
    with database.write() as session:
        session.get_one(Person, three.student).name = "=1+1 é"
    id_ = grade("batch_mean")
    assert f'href="/assignments/{three.assignment}/results.csv"' in tutor.get(PATH).text
    response = tutor.get(f"{PATH}.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="matrix-derivatives-results.csv"'
    assert response.data.startswith(b"\xef\xbb\xbf")
    [head, line] = csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""))
    cells = dict(zip(head, line, strict=True))
    assert (cells["name"], cells["submission"], cells["points"]) == ("'=1+1 é", id_, "13")


def test_the_workers_and_their_sandboxes_are_shown(tutor: Browser, app: Flask) -> None:
    assert "No worker was heard of" in tutor.get(PATH).text
    workers.tell(app.extensions[KEY].queue._app, ONE)
    html = tutor.get(PATH).text
    text = " ".join(Elements(html).text.split())
    assert "Worker 1 2 seccomp, rlimits 1 not in force" in text
    assert "<b>not" not in html
    assert "celery@one" not in html


def test_results_are_shown_while_the_broker_is_away(
    tutor: Browser, app: Flask, grade: Grade, settings: Settings
) -> None:
    grade("batch_mean")
    app.extensions[KEY].queue._app.conf.broker_url = f"redis+socket://{settings.data_dir}/none.sock"
    page = tutor.get(PATH)
    assert page.status_code == 200
    assert "The queue does not answer just now" in page.text
    assert "Batch mean" in page.text
