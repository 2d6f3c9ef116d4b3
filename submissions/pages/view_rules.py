"""The rules of an assignment, and what counts under them, in sentences of the reader's language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from grader import feedback
from grader.checks.check import Check
from submissions.models import State
from submissions.pages import numbers
from submissions.pages.languages import decimal, many, say
from submissions.pages.moments import words
from submissions.rules.counting import Counted
from submissions.rules.handing_in import CLOSED, USED_UP, SoFar, attempts_left
from submissions.rules.lateness import closes_at
from submissions.rules.model import Extension, Rules, attempts_allowed, deadline
from submissions.store.counting import Standing

DAY, HOUR, MINUTE = 86400, 3600, 60


@dataclass(frozen=True)
class Terms:
    """What holds for one person. `due_at` is their deadline and `closes_at` the last moment to hand in; both
    None without a deadline. `left` says how long there still is, `seconds` is the same as a number, and
    `sentences` are the rest."""

    due_at: datetime | None
    closes_at: datetime | None
    left: str
    seconds: int
    sentences: tuple[str, ...]


def terms(rules: Rules, extension: Extension, so_far: SoFar, now: datetime) -> Terms:
    """The rules that hold for a person now."""
    due_at, closed = deadline(rules, extension), closes_at(rules, extension)
    said = [_late(rules, due_at, closed, now), _attempts(rules, extension, so_far), _which(rules, extension)]
    time = due_at - now if due_at else timedelta()
    return Terms(
        due_at,
        closed,
        left(time) if due_at else "",
        int(time.total_seconds()),
        tuple(filter(None, said)),
    )


@dataclass(frozen=True)
class Due:
    """A deadline in short: when, how long there still is, and whether nothing more is taken."""

    at: datetime
    left: str
    is_over: bool


def due(rules: Rules, extension: Extension, now: datetime) -> Due | None:
    """The deadline of a person; None without one."""
    due_at, closed = deadline(rules, extension), closes_at(rules, extension)
    if due_at is None or closed is None:
        return None
    return Due(due_at, left(due_at - now), now > closed)


def units() -> dict[str, list[str]]:
    """The words of `left`, for the script that keeps it up to date: one and several of each unit."""
    return {
        "day": [many("%(num)s day", "%(num)s days", n) for n in (1, 2)],
        "hour": [many("%(num)s hour", "%(num)s hours", n) for n in (1, 2)],
        "minute": [many("%(num)s minute", "%(num)s minutes", n) for n in (1, 2)],
        "around": [say("in %(time)s", time="{time}"), say(" and ")],
        "end": [say("in less than a minute"), say("this has passed")],
    }


def left(time: timedelta) -> str:
    """How long something is away in its two largest units: "in 2 days and 3 hours"; or "this has passed"."""
    seconds = int(time.total_seconds())
    if seconds < 0:
        return say("this has passed")
    if seconds < MINUTE:
        return say("in less than a minute")
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    parts = [
        many("%(num)s day", "%(num)s days", days) if days else "",
        many("%(num)s hour", "%(num)s hours", hours) if hours else "",
        many("%(num)s minute", "%(num)s minutes", minutes) if minutes and not days else "",
    ]
    return say("in %(time)s", time=say(" and ").join(filter(None, parts)))


def what_counts(standing: Standing, rules: Rules, most: float) -> str:
    """Which attempt counts, for how many points, and why."""
    counted, attempts = standing.counted, standing.attempts
    pending = any(attempt.state in {State.QUEUED, State.RUNNING} for attempt in attempts)
    if counted.points is None:
        if pending:
            return say("Nothing counts yet: the attempt is still being graded.")
        return say("Nothing counts yet: we failed to grade what was handed in, which costs no points.")
    values = {
        "attempt": counted.attempt,
        "points": numbers.points(counted.points),
        "most": numbers.points(most),
    }
    if counted.overridden:
        said = say("Attempt %(attempt)s counts: your tutor gave it %(points)s of %(most)s points.", **values)
    elif len(attempts) == 1:
        said = say("Attempt %(attempt)s counts: it is the only one, %(points)s of %(most)s points.", **values)
    elif rules.counts == "last":
        said = say("Attempt %(attempt)s counts: it is the last, %(points)s of %(most)s points.", **values)
    else:
        said = say("Attempt %(attempt)s counts: it is the best, %(points)s of %(most)s points.", **values)
    later = say("A later attempt is still being graded.") if pending else ""
    return " ".join(filter(None, [said, _deduction(counted), later]))


def over(reason: object) -> str:
    """Why nothing more is taken from this person for good; empty if something is, or may be later."""
    if reason == CLOSED:
        return say("The deadline is over: nothing more is taken. Ask your tutor about an extension.")
    if reason == USED_UP:
        return say("All your attempts are used up. Ask your tutor if you need another one.")
    return ""


def withheld(check: Check, attempts: int, past_due: bool) -> str:
    """What a student does not get to see of a check, and until when; empty if everything.

    Args:
        attempts: how many graded ones there are.
        past_due: whether the deadline is over.
    """
    kinds = {
        "hidden": say("its result is hidden"),
        "points": say("shows its points only"),
        "hint": say("shows no numbers"),
    }
    said = kinds.get(feedback.level(check, attempts, past_due), "")
    if said and check.opens_after:
        opens = many("opens after %(num)s attempt", "opens after %(num)s attempts", check.opens_after)
        said += f", {opens}"
    if said and check.opens_at_deadline:
        said += ", " + say("opens after the deadline")
    return said


def _late(rules: Rules, due_at: datetime | None, closed: datetime | None, now: datetime) -> str:
    if due_at is None or closed is None:
        return ""
    if now > closed:
        return say("Nothing more is taken. Ask your tutor about an extension.")
    if not rules.late_days:
        return ""
    until = words(closed, rules.time_zone)
    if not rules.late_per_day:
        return say("It is taken late until %(until)s, which costs nothing.", until=until)
    amount = decimal(f"{rules.late_per_day:g}")
    if rules.late_unit == "percent":
        price = say("each day that has begun costs %(amount)s%% of the points", amount=amount)
    else:
        price = say("each day that has begun costs %(points)s", points=numbers.in_points(rules.late_per_day))
    return say("It is taken late until %(until)s: %(price)s.", until=until, price=price)


def _attempts(rules: Rules, extension: Extension, so_far: SoFar) -> str:
    allowed, remaining = attempts_allowed(rules, extension), attempts_left(rules, extension, so_far)
    if allowed is None or remaining is None:
        return say("You may try as often as you like.")
    return many(
        "%(num)s of your %(allowed)s attempts is left.",
        "%(num)s of your %(allowed)s attempts are left.",
        remaining,
        allowed=allowed,
    )


def _which(rules: Rules, extension: Extension) -> str:
    if attempts_allowed(rules, extension) == 1:
        return ""
    return say("Your last attempt counts.") if rules.counts == "last" else say("Your best attempt counts.")


def _deduction(counted: Counted) -> str:
    if not counted.days_late:
        return ""
    if not counted.deduction:
        return many(
            "It came %(num)s day late, which costs nothing.",
            "It came %(num)s days late, which costs nothing.",
            counted.days_late,
        )
    return many(
        "It came %(num)s day late, which costs %(points)s.",
        "It came %(num)s days late, which costs %(points)s.",
        counted.days_late,
        points=numbers.in_points(counted.deduction),
    )
