"""In which order messages go out, and how long they pause."""

from __future__ import annotations

import pytest

from submissions.webhooks import backoff
from worker.webhooks import in_turns


def test_each_webhook_gets_its_turn() -> None:
    found = [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b")]
    assert [message for message, _ in in_turns(found)] == ["a1", "b1", "a2", "b2", "a3"]


@pytest.mark.parametrize("tries", range(1, backoff.TRIES))
def test_pauses_follow_the_schedule_with_some_jitter(tries: int) -> None:
    pause = backoff.pause(tries)
    assert pause
    assert backoff.PAUSES[tries - 1] <= pause <= backoff.PAUSES[tries - 1] * (1 + backoff.JITTER)


def test_after_the_last_try_there_is_no_pause() -> None:
    assert backoff.pause(backoff.TRIES) is None
