"""Whether one may hand in."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from submissions.rules.handing_in import (
    CLOSED,
    NOT_OPEN,
    TOO_FAST,
    USED_UP,
    SoFar,
    attempts_left,
    limits,
    may_hand_in,
    terms,
)
from submissions.rules.lateness import closes_at
from submissions.rules.model import NO_EXTENSION, Extension, Rules
from tests.submissions.rules.conftest import BEGIN, extensions, moments, rules

SECOND = timedelta(seconds=1)


@given(extensions, st.integers(0, 10_000), moments)
def test_without_rules_everything_is_allowed(extension: Extension, attempts: int, now: datetime) -> None:
    assert may_hand_in(Rules(), extension, SoFar(attempts, (now,) * 5), now) is None


@given(rules, extensions, st.integers(0, 20), moments)
def test_an_extension_never_refuses_what_was_allowed(
    a: Rules, extension: Extension, attempts: int, now: datetime
) -> None:
    if may_hand_in(a, NO_EXTENSION, SoFar(attempts), now) is None:
        assert may_hand_in(a, extension, SoFar(attempts), now) is None


@given(rules, extensions, moments)
def test_it_is_closed_after_the_last_moment_only(a: Rules, extension: Extension, now: datetime) -> None:
    closed = closes_at(a, extension)
    refusal = may_hand_in(a, extension, SoFar(), now)
    assert (refusal is not None) == (closed is not None and now > closed)
    if refusal is not None:
        assert refusal.reason == CLOSED
        assert "deadline was" in refusal.sentence


@given(rules, extensions, st.integers(0, 20))
def test_no_more_attempts_than_there_are(a: Rules, extension: Extension, attempts: int) -> None:
    refusal = may_hand_in(a, extension, SoFar(attempts), BEGIN - timedelta(days=1))
    left = attempts_left(a, extension, SoFar(attempts))
    assert (refusal is not None) == (left == 0)
    if refusal is not None:
        assert refusal.reason == USED_UP
    if a.attempts is not None:
        assert left == max(0, a.attempts + extension.more_attempts - attempts)


@given(st.integers(1, 5), st.lists(st.integers(0, 120), max_size=12))
def test_the_moment_that_a_rate_names_is_the_first_possible(rate: int, ago: list[int]) -> None:
    recent = tuple(BEGIN - seconds * SECOND for seconds in ago)
    refusal = may_hand_in(Rules(per_minute=rate), NO_EXTENSION, SoFar(len(ago), recent), BEGIN)
    assert (refusal is not None) == (sum(seconds < 60 for seconds in ago) >= rate)
    assume(refusal is not None)
    assert refusal
    assert refusal.reason == TOO_FAST
    then = refusal.possible_at
    assert then
    assert BEGIN < then <= BEGIN + 60 * SECOND
    assert may_hand_in(Rules(per_minute=rate), NO_EXTENSION, SoFar(0, recent), then) is None
    earlier = may_hand_in(Rules(per_minute=rate), NO_EXTENSION, SoFar(0, recent), then - SECOND)
    assert earlier is not None


def test_before_it_opens_it_says_when() -> None:
    a = Rules(opens_at=BEGIN, time_zone="Europe/Berlin")
    refusal = may_hand_in(a, NO_EXTENSION, SoFar(), BEGIN - SECOND)
    assert refusal
    assert (refusal.reason, refusal.possible_at) == (NOT_OPEN, BEGIN)
    assert refusal.sentence == "This assignment opens on 1 Jan 2026, 01:00 CET."
    assert may_hand_in(a, NO_EXTENSION, SoFar(), BEGIN) is None


@given(rules, extensions, st.integers(0, 20), moments)
def test_what_limits_nothing_never_refuses(
    a: Rules, extension: Extension, attempts: int, now: datetime
) -> None:
    if not limits(a):
        assert may_hand_in(a, extension, SoFar(attempts, (now,) * 9), now) is None


@given(rules, extensions)
def test_the_terms_are_sentences(a: Rules, extension: Extension) -> None:
    for sentence in terms(a, extension):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_the_terms_say_what_holds() -> None:
    a = Rules(due_at=BEGIN, time_zone="UTC", late_days=2, late_per_day=1, late_floor=0.5, attempts=3)
    assert terms(a) == [
        "It is due on 1 Jan 2026, 00:00 UTC.",
        "Until 3 Jan 2026, 00:00 UTC it is taken late: each day that has begun costs 1 point, "
        "but 50% of what you earn stays.",
        "You have 3 attempts.",
        "Your best attempt counts.",
    ]
