"""Which attempt counts, for how many points, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.rules.counting import Given, Scored, what_counts
from submissions.rules.model import NO_EXTENSION, Extension, Rules
from tests.submissions.rules.conftest import BEGIN, decisions, extensions, histories, rules

DAY = timedelta(days=1)
DUE = Rules(due_at=BEGIN, late_days=9, late_per_day=2)


def scored(*points: float | None, days: float = 0) -> list[Scored]:
    """Attempts a minute apart from each other, so many days after `BEGIN`."""
    return [
        Scored(f"id {n}", n, BEGIN + days * DAY + n * timedelta(minutes=1), p)
        for n, p in enumerate(points, 1)
    ]


@given(rules, extensions, st.data())
def test_points_lie_between_nothing_and_the_maximum(
    a: Rules, extension: Extension, data: st.DataObject
) -> None:
    attempts = data.draw(histories())
    given_points = data.draw(decisions(attempts))
    counted = what_counts(attempts, a, extension, given_points, 20)
    assert counted.points is None or 0 <= counted.points <= 20
    assert (counted.points is None) == (not given_points and all(one.points is None for one in attempts))
    assert counted.sentence.endswith(".")


@given(rules, extensions, st.data())
def test_the_order_of_the_attempts_does_not_matter(
    a: Rules, extension: Extension, data: st.DataObject
) -> None:
    attempts = data.draw(histories())
    given_points = data.draw(decisions(attempts))
    turned = what_counts(attempts[::-1], a, extension, given_points[::-1], 20)
    assert turned == what_counts(attempts, a, extension, given_points, 20)


@given(rules, extensions, histories(), st.floats(-5, 30), st.data())
def test_what_a_tutor_gave_wins_over_all_that_was_there(
    a: Rules, extension: Extension, attempts: list[Scored], points: float, data: st.DataObject
) -> None:
    if not attempts:
        return
    chosen = data.draw(st.sampled_from(attempts))
    counted = what_counts(attempts, a, extension, [Given(chosen.id, points, attempts[-1].handed_in_at)], 20)
    assert counted.overridden
    assert counted.attempt == chosen.number
    assert counted.points == pytest.approx(min(20, max(0, points)), abs=1e-5)
    assert counted.deduction == 0


@given(rules, extensions, histories())
def test_a_better_attempt_in_time_never_costs_where_the_best_counts(
    a: Rules, extension: Extension, attempts: list[Scored]
) -> None:
    best = replace(a, counts="best")
    before = what_counts(attempts[:-1], best, extension, [], 20).points or 0
    assert (what_counts(attempts, best, extension, [], 20).points or 0) >= before


@given(rules, extensions, histories())
def test_more_time_never_costs_points(a: Rules, extension: Extension, attempts: list[Scored]) -> None:
    alone = what_counts(attempts, a, NO_EXTENSION, [], 20).points or 0
    assert (what_counts(attempts, a, extension, [], 20).points or 0) >= alone


def test_what_we_failed_to_grade_never_counts() -> None:
    last = Rules(counts="last")
    counted = what_counts(scored(7, None), last, NO_EXTENSION, [], 20)
    assert (counted.attempt, counted.points) == (1, 7)
    assert "the last that has been graded" in counted.sentence


def test_the_earlier_of_two_equal_ones_counts() -> None:
    assert what_counts(scored(7, 7), Rules(), NO_EXTENSION, [], 20).attempt == 1


def test_a_later_attempt_competes_with_what_a_tutor_gave() -> None:
    attempts = scored(5, 9, 12)
    by_hand = [Given("id 2", 10, attempts[1].handed_in_at)]
    assert what_counts(attempts, Rules(), NO_EXTENSION, by_hand, 20).attempt == 3
    assert what_counts(attempts[:2], Rules(), NO_EXTENSION, by_hand, 20).points == 10
    worse = [Given("id 2", 15, attempts[1].handed_in_at)]
    assert what_counts(attempts, Rules(), NO_EXTENSION, worse, 20).points == 15
    assert what_counts(attempts, Rules(counts="last"), NO_EXTENSION, worse, 20).points == 12


@pytest.mark.parametrize(
    ("attempts", "rules_", "by_hand", "sentence"),
    [
        ([], Rules(), [], "Nothing has been handed in yet."),
        (scored(18), Rules(), [], "Attempt 1 counts: it is the only one, 18 of 20."),
        (scored(3, 18.25), Rules(), [], "Attempt 2 counts: it is the best, 18.25 of 20."),
        (scored(18, 3), Rules(counts="last"), [], "Attempt 2 counts: it is the last, 3 of 20."),
        (
            scored(1, 2, 20, days=0.5),
            DUE,
            [],
            "Attempt 3 counts: it is the best, 18 of 20; 2 points off because it came 1 day late.",
        ),
        (
            scored(20, days=1.5),
            replace(DUE, late_per_day=0.5),
            [],
            "Attempt 1 counts: it is the only one, 19 of 20; 1 point off because it came 2 days late.",
        ),
        (
            scored(20, days=0.5),
            replace(DUE, late_per_day=0),
            [],
            "Attempt 1 counts: it is the only one, 20 of 20; it came 1 day late, which costs nothing.",
        ),
        (
            scored(3, 5),
            Rules(),
            [Given("id 1", 12.5, BEGIN + DAY)],
            "Attempt 1 counts: your tutor gave it 12.5 of 20.",
        ),
    ],
)
def test_what_counts_is_said_in_a_sentence(
    attempts: list[Scored], rules_: Rules, by_hand: list[Given], sentence: str
) -> None:
    assert what_counts(attempts, rules_, NO_EXTENSION, by_hand, 20).sentence == sentence


def test_what_still_waits_is_said() -> None:
    waiting = Scored("id 2", 2, BEGIN + DAY, None, pending=True)
    assert "still being graded" in what_counts([waiting], Rules(), NO_EXTENSION, [], 20).sentence
    later = what_counts([*scored(3), waiting], Rules(), NO_EXTENSION, [], 20).sentence
    assert later.endswith("A later attempt is still being graded.")
    assert "we failed to grade" in what_counts(scored(None), Rules(), NO_EXTENSION, [], 20).sentence
