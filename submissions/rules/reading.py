"""From what is stored, or sent, to rules: strict, with the nearest right name for a wrong one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from submissions.rules.model import Rules

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)


class RulesError(ValueError):
    """These rules cannot be used; `key` names the one that is wrong, and the message says what to write."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class _Number:
    least: float
    most: float
    whole: bool = True
    none: bool = False

    def says(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        end = ", or null for no limit" if self.none else ""
        return f"{kind} from {self.least:g} to {self.most:g}{end}"


NUMBERS = {
    "grace_minutes": _Number(0, 7 * 24 * 60),
    "late_per_day": _Number(0, 1000, whole=False),
    "late_floor": _Number(0, 1, whole=False),
    "late_days": _Number(0, 365),
    "attempts": _Number(1, 10_000, none=True),
    "per_minute": _Number(1, 600, none=True),
}
WORDS = {"late_unit": ("points", "percent"), "counts": ("best", "last")}
KEYS = (*NUMBERS, *WORDS)
USUAL = {field.name: field.default for field in fields(Rules) if field.name in KEYS}
"""What holds where nothing is said."""


def read(
    stored: object, *, opens_at: datetime | None, due_at: datetime | None, time_zone: str = "UTC"
) -> Rules:
    """The rules of an assignment. `stored` is an object with some of `KEYS`.

    Raises:
        RulesError: an unknown key, a value that cannot be, or a deadline that is not after the opening.
    """
    checked = values(stored)
    check_dates(opens_at, due_at)
    return Rules(opens_at=opens_at, due_at=due_at, time_zone=time_zone, **checked)


def values(stored: object) -> dict[str, Any]:
    """The keys of `stored` that are rules, checked. Raises RulesError."""
    if not isinstance(stored, Mapping):
        raise RulesError("rules", f"The rules must be an object with some of the keys {', '.join(KEYS)}.")
    for key in stored:
        if key not in KEYS:
            raise RulesError("rules", f"There is no rule {str(key)[:40]!r}.{_nearest(key)}")
    found = {key: _value(key, stored[key]) for key in KEYS if key in stored}
    per_day: Any = found.get("late_per_day", 0)
    if found.get("late_unit") == "percent" and per_day > 100:
        raise RulesError("late_per_day", "late_per_day in percent must be a number from 0 to 100.")
    return found


def check_dates(opens_at: datetime | None, due_at: datetime | None) -> None:
    """Refuse a deadline that is not after the opening, or dates of another age. Raises RulesError."""
    for key, moment in (("opens_at", opens_at), ("due_at", due_at)):
        if moment is not None and not EARLIEST <= moment <= LATEST:
            raise RulesError(key, f"{key} must lie between the years {EARLIEST.year} and {LATEST.year}.")
    if opens_at is not None and due_at is not None and due_at <= opens_at:
        raise RulesError("due_at", "due_at must be later than opens_at: nobody could hand in.")


def _value(key: str, value: object) -> object:
    if key in WORDS:
        if value not in WORDS[key]:
            raise RulesError(key, f'{key} must be one of "{WORDS[key][0]}" and "{WORDS[key][1]}".')
        return value
    number = NUMBERS[key]
    if value is None and number.none:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not _fits(number, value):
        raise RulesError(key, f"{key} must be {number.says()}.")
    return int(value) if number.whole else float(value)


def _fits(number: _Number, value: float) -> bool:
    if isinstance(value, float) and (not math.isfinite(value) or (number.whole and value != int(value))):
        return False
    return number.least <= value <= number.most


def _nearest(key: object) -> str:
    near = get_close_matches(str(key), KEYS, n=1)
    return f" Did you mean {near[0]!r}?" if near else f" The rules are {', '.join(KEYS)}."
