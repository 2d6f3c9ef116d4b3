"""Whether somebody may hand in now, and if not, why and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from submissions import moments
from submissions.rules.lateness import closes_at
from submissions.rules.model import NO_EXTENSION, Extension, Rules, attempts_allowed, deadline

MINUTE = timedelta(minutes=1)
NOT_OPEN, CLOSED, USED_UP, TOO_FAST = "not_open", "closed", "used_up", "too_fast"


@dataclass(frozen=True)
class SoFar:
    """What a person has handed in: how many attempts that count against the limit (those that we failed to
    grade do not), and when those of the last minute came."""

    attempts: int = 0
    recent: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Why one may not hand in: `reason` is one of the words above, `sentence` is for the person, and
    `possible_at` is when it would be possible; None if it will not be."""

    reason: str
    sentence: str
    possible_at: datetime | None = None


def limits(rules: Rules) -> bool:
    """Whether there is anything that could refuse a hand-in; where not, nothing need be looked up."""
    return any(
        limit is not None for limit in (rules.opens_at, rules.due_at, rules.attempts, rules.per_minute)
    )


def may_hand_in(rules: Rules, extension: Extension, so_far: SoFar, now: datetime) -> Refusal | None:
    """None if the person may hand in at `now`; else why not."""
    if rules.opens_at is not None and now < rules.opens_at:
        when = moments.words(rules.opens_at, rules.time_zone)
        return Refusal(NOT_OPEN, f"This assignment opens on {when}.", rules.opens_at)
    closed = closes_at(rules, extension)
    if closed is not None and now > closed:
        return Refusal(CLOSED, _closed(rules, extension, closed))
    allowed = attempts_allowed(rules, extension)
    if allowed is not None and so_far.attempts >= allowed:
        used = "Your one attempt is" if allowed == 1 else f"All your {allowed} attempts are"
        return Refusal(USED_UP, f"{used} used up. Ask your tutor if you need another one.")
    return _too_fast(rules, so_far, now)


def attempts_left(rules: Rules, extension: Extension, so_far: SoFar) -> int | None:
    """How many attempts a person still has; None: as many as they like."""
    allowed = attempts_allowed(rules, extension)
    return None if allowed is None else max(0, allowed - so_far.attempts)


def terms(rules: Rules, extension: Extension = NO_EXTENSION) -> list[str]:
    """The rules that hold for a person, each as a sentence."""
    said = []
    due_at, closed = deadline(rules, extension), closes_at(rules, extension)
    if due_at is not None and closed is not None:
        said.append(f"It is due on {moments.words(due_at, rules.time_zone)}.")
        if rules.late_days:
            said.append(f"Until {moments.words(closed, rules.time_zone)} it is taken late{_price(rules)}.")
    allowed = attempts_allowed(rules, extension)
    if allowed is not None:
        said.append("You have one attempt." if allowed == 1 else f"You have {allowed} attempts.")
    if allowed != 1:
        said.append(f"Your {rules.counts} attempt counts.")
    return said


def _price(rules: Rules) -> str:
    if not rules.late_per_day:
        return ", which costs nothing"
    unit = "% of the points" if rules.late_unit == "percent" else " points"
    if unit == " points" and rules.late_per_day == 1:
        unit = " point"
    floor = f", but {rules.late_floor * 100:g}% of what you earn stays" if rules.late_floor else ""
    return f": each day that has begun costs {rules.late_per_day:g}{unit}{floor}"


def _closed(rules: Rules, extension: Extension, closed: datetime) -> str:
    due_at = deadline(rules, extension)
    when = moments.words(due_at or closed, rules.time_zone)
    late = ""
    if due_at is not None and rules.late_days:
        late = f", and it was taken late until {moments.words(closed, rules.time_zone)}"
    return f"The deadline was {when}{late}: nothing more is taken. Ask your tutor about an extension."


def _too_fast(rules: Rules, so_far: SoFar, now: datetime) -> Refusal | None:
    if rules.per_minute is None:
        return None
    recent = sorted(moment for moment in so_far.recent if moment > now - MINUTE)
    if len(recent) < rules.per_minute:
        return None
    possible_at = recent[-rules.per_minute] + MINUTE
    times = "once" if rules.per_minute == 1 else f"{rules.per_minute} times"
    seconds = max(1, -(-(possible_at - now) // timedelta(seconds=1)))
    wait = "1 second" if seconds == 1 else f"{seconds} seconds"
    sentence = f"One may hand in {times} a minute here: try again in {wait}."
    return Refusal(TOO_FAST, sentence, possible_at)
