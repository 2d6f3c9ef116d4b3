"""Which attempt counts, for how many points, and why.

Of the attempts with points the best one counts after what lateness costs (the earlier one of two equals), or
the last one. What a tutor decided wins: points given by hand stand in the place of all attempts that had been
handed in by then. A later attempt competes with them: it replaces them if the last one counts, and betters
them if the best one does. Nothing is taken off points that were given by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from submissions.rules.lateness import days_late, late_deduction
from submissions.rules.model import Extension, Rules

DECIMALS = 6
"""Points are rounded to so many, so that 20 less 3 times 0.1 is 19.7."""


@dataclass(frozen=True)
class Scored:
    """One attempt: its `number` counts from 1; `points` is None until graded, and if we failed to grade it.
    `pending`: it waits for its verdict."""

    id: str
    number: int
    handed_in_at: datetime
    points: float | None
    pending: bool = False


@dataclass(frozen=True)
class Given:
    """Points that a tutor gave the attempt `attempt_id`, at some moment."""

    attempt_id: str
    points: float
    at: datetime


@dataclass(frozen=True)
class Counted:
    """What counts. `points` is None as long as nothing counts; `earned` is before lateness took `deduction`.
    `overridden`: a tutor gave them. `sentence` says what counts and why."""

    points: float | None
    attempt_id: str | None
    attempt: int | None
    sentence: str
    earned: float | None = None
    deduction: float = 0.0
    days_late: int = 0
    overridden: bool = False


def what_counts(
    attempts: Sequence[Scored],
    rules: Rules,
    extension: Extension,
    given: Sequence[Given],
    max_points: float,
) -> Counted:
    """What counts of one person's attempts, in whatever order they are given.

    Args:
        given: the points by hand that are in force: the newest of each attempt, if not taken back.
        max_points: of the assignment; nobody has more, or less than 0.
    """
    ordered = sorted(attempts, key=lambda attempt: attempt.number)
    numbers = {attempt.id: attempt for attempt in ordered}
    decided = max(
        (one for one in given if one.attempt_id in numbers),
        key=lambda one: (one.at, numbers[one.attempt_id].number),
        default=None,
    )
    candidates = [] if decided is None else [_by_hand(decided, numbers[decided.attempt_id], max_points)]
    candidates += [
        _graded(attempt, rules, extension, max_points)
        for attempt in ordered
        if attempt.points is not None and (decided is None or attempt.handed_in_at > decided.at)
    ]
    if not candidates:
        return Counted(None, None, None, _nothing(ordered))
    best = max(candidates, key=lambda one: one.points or 0.0)
    chosen = candidates[-1] if rules.counts == "last" else best
    return _with_sentence(chosen, ordered, rules, max_points)


def _by_hand(given: Given, attempt: Scored, max_points: float) -> Counted:
    points = _within(given.points, max_points)
    return Counted(points, attempt.id, attempt.number, "", points, overridden=True)


def _graded(attempt: Scored, rules: Rules, extension: Extension, max_points: float) -> Counted:
    earned = _within(attempt.points or 0.0, max_points)
    days = days_late(rules, extension, attempt.handed_in_at)
    deduction = round(late_deduction(rules, days, earned, max_points), DECIMALS)
    points = _within(earned - deduction, max_points)
    return Counted(points, attempt.id, attempt.number, "", earned, deduction, days)


def _within(points: float, most: float) -> float:
    return min(max(round(points, DECIMALS), 0.0), most)


def _nothing(attempts: Sequence[Scored]) -> str:
    if not attempts:
        return "Nothing has been handed in yet."
    if any(attempt.pending for attempt in attempts):
        return "Nothing counts yet: the attempt is still being graded."
    return "Nothing counts yet: we failed to grade what was handed in, which costs no points."


def _with_sentence(chosen: Counted, attempts: Sequence[Scored], rules: Rules, max_points: float) -> Counted:
    score = f"{_number(chosen.points)} of {_number(max_points)}"
    if chosen.overridden:
        said = f"Attempt {chosen.attempt} counts: your tutor gave it {score}."
    else:
        why = "it is the only one" if len(attempts) == 1 else f"it is the {rules.counts}"
        if rules.counts == "last" and chosen.attempt != attempts[-1].number:
            why = "it is the last that has been graded"
        said = f"Attempt {chosen.attempt} counts: {why}, {score}{_lateness(chosen)}."
    if any(attempt.pending and attempt.number > (chosen.attempt or 0) for attempt in attempts):
        said += " A later attempt is still being graded."
    values = {**chosen.__dict__, "sentence": said}
    return Counted(**values)


def _lateness(chosen: Counted) -> str:
    if not chosen.days_late:
        return ""
    late = f"it came {_many(chosen.days_late, 'day')} late"
    if not chosen.deduction:
        return f"; {late}, which costs nothing"
    return f"; {_many(chosen.deduction, 'point')} off because {late}"


def _many(number: float, what: str) -> str:
    return f"{_number(number)} {what}" + ("" if number == 1 else "s")


def _number(value: float | None) -> str:
    return f"{round(value or 0.0, 2):.10g}"
