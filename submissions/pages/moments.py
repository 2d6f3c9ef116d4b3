"""Moments in the course's time zone, for people and for programs."""

from __future__ import annotations

from datetime import UTC, datetime

from babel.dates import format_datetime
from markupsafe import Markup

from submissions import moments
from submissions.moments import zone as zone
from submissions.pages.languages import SOURCE, language


def words(moment: datetime, zone_name: str) -> str:
    """The moment in the words of the reader's language, such as `24. Nov. 2026, 22:05 MEZ`."""
    if language() == SOURCE:
        return moments.words(moment, zone_name)
    here = moment.astimezone(zone(zone_name))
    return str(format_datetime(here, "d. MMM y, HH:mm z", tzinfo=here.tzinfo, locale=language()))


def short_day(moment: datetime, zone_name: str) -> str:
    """The day alone, as short as it is understood: `24 Nov`, `24.11.`"""
    return _short(moment, zone_name, "d MMM" if language() == SOURCE else "d.M.")


def short_hour(moment: datetime, zone_name: str) -> str:
    """The day and the time, as short as it is understood: `24 Nov 22:00`, `24.11. 22:00`"""
    return _short(moment, zone_name, "d MMM HH:mm" if language() == SOURCE else "d.M. HH:mm")


def _short(moment: datetime, zone_name: str, pattern: str) -> str:
    here = moment.astimezone(zone(zone_name))
    return str(format_datetime(here, pattern, tzinfo=here.tzinfo, locale=language()))


def tag(moment: datetime | None, zone_name: str) -> Markup:
    """The moment as a `<time>` element: words of the course's zone, `datetime` in UTC; empty for None."""
    if moment is None:
        return Markup()
    exact = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(exact, words(moment, zone_name))
