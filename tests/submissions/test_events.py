"""The stream of a submission's way: what is sent, when it ends, and that it never holds every thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from itertools import chain, repeat

from hypothesis import given
from hypothesis import strategies as st

from submissions.events import HEARTBEAT_SECONDS, Step, follow
from submissions.models import State

QUEUED, FIRST = Step(State.QUEUED, 2, 0), Step(State.QUEUED, 1, 0)
RUNNING, GRADED = Step(State.RUNNING, None, 1), Step(State.GRADED, None, 1)


class Clock:
    """A time that passes only while one sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def looking(steps: Iterable[Step | None]) -> Callable[[], Step | None]:
    found = iter(steps)
    return lambda: next(found)


def sent(
    steps: Iterable[Step | None], seen: str | None = None, life: float = 60.0
) -> tuple[list[str], float]:
    clock = Clock()
    return list(follow(looking(steps), seen, life=life, clock=clock, sleep=clock.sleep)), clock.now


def ids(texts: list[str]) -> list[str]:
    return [text.partition("\n")[0].removeprefix("id: ") for text in texts if text.startswith("id:")]


def test_every_step_is_told_once_and_the_last_one_ends_it() -> None:
    texts, _ = sent([QUEUED, QUEUED, FIRST, RUNNING, RUNNING, GRADED])
    assert ids(texts) == [step.id for step in (QUEUED, FIRST, RUNNING, GRADED)]
    data = next(line for line in texts[1].splitlines() if line.startswith("data: "))
    assert json.loads(data.removeprefix("data: ")) == {
        "state": "queued",
        "place": 2,
        "tries": 0,
        "calls": {},
    }
    assert all(text.endswith("\n\n") for text in texts)


def test_what_was_seen_is_not_told_again() -> None:
    texts, _ = sent([FIRST, RUNNING, GRADED], FIRST.id)
    assert ids(texts) == [RUNNING.id, GRADED.id]


def test_how_far_a_slow_grading_is_is_told_anew_with_each_answer() -> None:
    half, whole = (Step(State.RUNNING, None, 1, {"f": (count, 4)}) for count in (2, 4))
    texts, _ = sent([RUNNING, half, half, whole, GRADED])
    assert ids(texts) == [step.id for step in (RUNNING, half, whole, GRADED)]
    assert '"calls": {"f": [2, 4]}' in texts[2]


def test_a_second_try_is_another_step() -> None:
    assert RUNNING.id != Step(State.RUNNING, None, 2).id


def test_the_stream_ends_by_itself_and_beats_until_then() -> None:
    texts, lasted = sent(repeat(FIRST), life=60.0)
    assert 60.0 <= lasted < 61.0
    beats = [text for text in texts if text.startswith(":")]
    assert len(beats) >= 60.0 / (HEARTBEAT_SECONDS + 1)


def test_a_server_that_stops_does_not_wait_for_the_stream() -> None:
    clock = Clock()
    lines = follow(looking(repeat(FIRST)), over=lambda: clock.now > 1, clock=clock, sleep=clock.sleep)
    assert ids(list(lines)) == [FIRST.id]
    assert clock.now < 2


def test_a_deleted_submission_ends_it() -> None:
    assert ids(sent([FIRST, None])[0]) == [FIRST.id]


@given(st.lists(st.sampled_from([QUEUED, FIRST, RUNNING]), max_size=12), st.integers(0, 12))
def test_who_comes_back_misses_nothing_that_is_new(steps: list[Step], cut: int) -> None:
    whole, _ = sent(chain(steps, [GRADED]))
    before, _ = sent(chain(steps[:cut], [None]))
    last = ids(before)[-1] if ids(before) else None
    after, _ = sent(chain(steps[cut:], [GRADED]), last)
    assert ids(before) + ids(after) == ids(whole)
