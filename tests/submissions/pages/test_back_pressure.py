"""POST /assignments/{id}/submissions while the queue is full: the page keeps what was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from submissions.database import Database
from submissions.models import Submission
from submissions.settings import Settings
from tests.submissions.conftest import Three
from tests.submissions.pages.conftest import Browser, Elements

PATH = "/assignments/matrix-derivatives/submissions"
SEEN = "/assignments/matrix-derivatives"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, max_waiting=1)


def test_the_form_comes_back_with_the_text_and_says_when_to_send_it_again(
    student: Browser, three: Three, database: Database
) -> None:
    assert student.post(PATH, {"source": "first = 1"}, SEEN).status_code == 303
    refused = student.post(PATH, {"source": "mine = 'kept'"}, SEEN)
    assert refused.status_code == 503
    page = Elements(refused.text)
    assert f"Send it again in {refused.headers['Retry-After']} seconds" in page.text
    assert "mine = 'kept'" in page.text
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1
