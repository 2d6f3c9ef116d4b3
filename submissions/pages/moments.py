"""Moments in the course's time zone, for people and for programs."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

from submissions.moments import words as words
from submissions.moments import zone as zone


def tag(moment: datetime | None, zone_name: str) -> Markup:
    """The moment as a `<time>` element: words of the course's zone, `datetime` in UTC; empty for None."""
    if moment is None:
        return Markup()
    exact = moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(exact, words(moment, zone_name))
