"""Items of a regrade, as the worker is sent them, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from submissions.database import Database
from submissions.store import regrade_items
from tests.submissions.conftest import START, Three
from tests.submissions.store.test_regrades import HOUR, begin, items
from tests.submissions.store.test_verdicts import hand_in

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def test_what_was_not_sent_or_waits_too_long_is_sent_again(database: Database, three: Three) -> None:
    begin(database, three, hand_in(database, three, three.student, 3.0))
    [item] = items(database)
    with database.write() as session:
        regrade_items.not_sent(session, item)
    assert items(database) == [item]
    with database.write() as session:
        later = START + 2 * HOUR
        assert regrade_items.waiting(session, later, later - timedelta(minutes=2)) == [item]
        assert regrade_items.waiting(session, later, later - timedelta(minutes=2)) == []
