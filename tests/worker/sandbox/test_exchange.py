"""How the worker waits for a run."""

import select
from dataclasses import replace
from typing import ClassVar

import pytest

from worker.sandbox import exchange
from worker.sandbox.host import Sandbox

from .conftest import AFFINE, is_right
from .processes import JOB, family, waiting

POLL = select.poll


class WatchedPoll:
    """`select.poll`, which keeps what it answered."""

    answers: ClassVar[list[object]] = []

    def __init__(self) -> None:
        self._poll = POLL()
        self.register, self.unregister, self.modify = (
            self._poll.register,
            self._poll.unregister,
            self._poll.modify,
        )

    def poll(self, milliseconds: float) -> list[tuple[int, int]]:
        events = self._poll.poll(milliseconds)
        self.answers.append(events)
        return events


def test_the_end_of_a_run_is_seen_without_a_word_of_the_zygote(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the worker lets a child go on before it looks again."""
    monkeypatch.setattr(exchange, "PAUSE_SECONDS", 3600.0)
    waiting(sandbox)
    monkeypatch.setattr(select, "poll", WatchedPoll)
    WatchedPoll.answers.clear()
    innermost = family(sandbox)[-1]
    innermost.suspend()
    try:
        assert all(map(is_right, sandbox.run(replace(JOB, calls=(AFFINE,) * 20)).replies))
    finally:
        innermost.resume()
    assert WatchedPoll.answers
    assert [] not in WatchedPoll.answers
