"""Regrades on pages: begin, follow, compare, publish or throw away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from submissions.database import Database
from submissions.models_teaching import AuditEntry
from submissions.services import KEY
from submissions.store import regrade_items
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Grade
from tests.submissions.pages.teaching.test_review import MISTAKE, text
from tests.submissions.pages.test_results import join

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])
NEW = "/assignments/matrix-derivatives/regrades/new"
ALL = "/assignments/matrix-derivatives/regrades"


def graded(database: Database, points: dict[str, float]) -> None:
    """What the worker does."""
    now = datetime.now(UTC) + timedelta(seconds=1)
    with database.write() as session:
        for item in regrade_items.waiting(session, now, now):
            trial = regrade_items.take(session, item)
            assert trial
            assert regrade_items.finish(session, item, {"points": points[trial.submission_id]})


def test_a_cluster_is_graded_anew_compared_and_published(
    app: Flask, tutor: Browser, database: Database, three: Three, grade: Grade
) -> None:
    bob, carl = (grade("batch_mean", person=join(database, three, name)) for name in ("Bob", "Carl"))
    grade("full_marks")
    assert "2 submissions: Batch mean in affine_backward" in text(tutor.get(NEW + MISTAKE).text)
    fields = {"mistake": "batch_mean", "function": "affine_backward", "reason": "The means are right <now>."}
    answer = tutor.post(ALL, fields, seen=NEW)
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert app.extensions[KEY].queue._app.connection_for_read().default_channel.client.llen("dout.sweep") == 1
    assert "0 of 2 graded" in text(tutor.get(page).text)
    assert "Publish" not in tutor.get(page).text
    assert "Not every" in text(
        tutor.client.get(tutor.post(f"{page}/publish", {}, seen=page).headers["Location"]).text
    )
    mark = tutor.get(f"{page}/live").headers["Dout-Mark"]
    assert tutor.get(f"{page}/live?mark={mark}").status_code == 204
    graded(database, {bob: 20.0, carl: 1.5})
    news = tutor.get(f"{page}/live?mark={mark}")
    assert news.status_code == 200
    assert "Gain points 1 Lose points 1 Stay the same 0" in text(news.text)
    html = tutor.get(page).text
    assert "13 1.5 11.5 less" in text(html)
    assert "13 20 7 more" in text(html)
    assert "Bob" not in html
    assert "The means are right &lt;now&gt;." in html
    assert tutor.post(f"{page}/publish", {}, seen=page).status_code == 303
    assert "Published" in tutor.get(page).text
    assert "13 1.5 11.5 less" in text(tutor.get(page).text)
    assert "They count already" in text(
        tutor.client.get(tutor.post(f"{page}/publish", {}, seen=ALL).headers["Location"]).text
    )
    rows = {line.split(",")[4]: line.split(",")[7] for line in tutor.get(RESULTS).text.splitlines()}
    assert (rows[bob], rows[carl]) == ("20", "1.5")
    with database.read() as session:
        found = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.at)]
    assert found == ["regrade.begun", "regrade.published"]
    assert "published" in text(tutor.get(ALL).text)


RESULTS = "/assignments/matrix-derivatives/results.csv"


def test_what_is_thrown_away_does_not_count(tutor: Browser, database: Database, grade: Grade) -> None:
    submission = grade("batch_mean")
    page = tutor.post(ALL, {"submission": submission, "reason": "why"}, seen=NEW).headers["Location"]
    again = tutor.post(
        ALL, {"submission": submission, "reason": "why"}, seen=f"/submissions/{submission}/review"
    )
    assert again.status_code == 409
    assert "still open" in again.text or "is open" in again.text
    graded(database, {submission: 20.0})
    assert tutor.post(f"{page}/discard", {}, seen=page).status_code == 303
    assert "Thrown away" in tutor.get(page).text
    assert ",13," in tutor.get(RESULTS).text


def test_nothing_begins_without_a_reason_or_a_submission(tutor: Browser, grade: Grade) -> None:
    grade("batch_mean")
    answer = tutor.post(ALL, {"reason": "  "}, seen=NEW)
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert "There is no such submission" in tutor.get(f"{NEW}?mistake=none&function=none").text
    assert tutor.post(ALL, {"reason": "why", "submission": "none"}, seen=NEW).status_code == 409


def test_only_staff_finds_any_of_it(
    student: Browser, stranger: Browser, nobody: Browser, tutor: Browser, grade: Grade
) -> None:
    submission = grade("batch_mean")
    page = tutor.post(ALL, {"submission": submission, "reason": "why"}, seen=NEW).headers["Location"]
    for path in (NEW, ALL, page, f"{page}/live"):
        assert student.get(path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert nobody.get(path).status_code == 401
    for path in (ALL, f"{page}/publish", f"{page}/discard"):
        assert student.post(path, {"reason": "x"}).status_code == 404
        assert stranger.post(path, {"reason": "x"}).status_code == 404
    assert tutor.get("/regrades/%00").status_code == 404
