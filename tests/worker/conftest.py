"""The three people of the record, and a courier with a real receiver, for tests of what works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from submissions.database import Database
from submissions.settings import Settings
from tests.submissions.conftest import Three, assignment_text, three
from tests.submissions.webhooks.receiver import Receiver, receiving
from tests.worker.messages import made
from worker.webhooks import Courier

__all__ = ["assignment_text", "courier", "receiver", "three", "webhook"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def courier(settings: Settings, database: Database, receiver: Receiver) -> Iterator[Courier]:
    courier = Courier(replace(settings, webhook_allow=receiver.allowed), database)
    yield courier
    courier.close()


@pytest.fixture
def webhook(settings: Settings, database: Database, three: Three, receiver: Receiver) -> str:
    return made(settings, database, three.course, receiver.url)
