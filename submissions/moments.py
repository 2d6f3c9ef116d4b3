"""Moments in the words of a time zone."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that name; UTC where there is none, since a date must not cost the page."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def words(moment: datetime, zone_name: str) -> str:
    """The moment in words, such as `24 Nov 2026, 22:05 CET`."""
    here = moment.astimezone(zone(zone_name))
    return f"{here.day} {_MONTHS[here.month - 1]} {here.year}, {here:%H:%M} {here.tzname()}"
