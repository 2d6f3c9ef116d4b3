"""GET /submissions/{id}/events."""

from __future__ import annotations

import pytest
from flask import Flask

from submissions.settings import Settings
from tests.submissions.pages.conftest import Browser, Grade


def test_a_graded_submission_is_told_and_then_never_again(student: Browser, grade: Grade) -> None:
    path = f"/submissions/{grade('batch_mean')}/events"
    told = student.get(path)
    assert (told.status_code, told.content_type) == (200, "text/event-stream")
    assert "id: graded.0.1\nevent: step\n" in told.text
    again = student.client.get(path, headers={"Last-Event-ID": "graded.0.1"})
    assert (again.status_code, again.text) == (204, "")


def test_streams_hold_at_most_half_of_the_threads(
    app: Flask, student: Browser, grade: Grade, settings: Settings
) -> None:
    path = f"/submissions/{grade(state='queued')}/events"
    opened = [student.client.get(path, buffered=False) for _ in range(settings.web_threads // 2)]
    refused = student.get(path)
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    opened.pop().close()
    opened.append(student.client.get(path, buffered=False))
    assert opened[-1].status_code == 200
    assert next(opened[-1].iter_encoded()).startswith(b"retry: ")
    for stream in opened:
        stream.close()


def test_a_stranger_gets_the_answer_for_what_is_not_there(stranger: Browser, grade: Grade) -> None:
    assert stranger.get(f"/submissions/{grade('full_marks')}/events").status_code == 404


def test_nobody_is_asked_to_sign_in(nobody: Browser, grade: Grade) -> None:
    assert nobody.get(f"/submissions/{grade('full_marks')}/events").status_code == 401


@pytest.mark.parametrize("seen", ["", "graded", "\u00ff" * 500, "graded.0.1 "])
def test_a_strange_id_gets_the_whole_step(student: Browser, grade: Grade, seen: str) -> None:
    path = f"/submissions/{grade('batch_mean')}/events"
    told = student.client.get(path, headers={"Last-Event-ID": seen})
    assert "event: step" in told.text or told.status_code == 204
