"""Dates in the course's time zone."""

from datetime import UTC, datetime

import pytest

from submissions.pages.moments import tag, words

WINTER = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "25 Nov 2026, 00:30 CET"),
        ("America/New_York", "24 Nov 2026, 18:30 EST"),
        ("UTC", "24 Nov 2026, 23:30 UTC"),
        ("No/Where", "24 Nov 2026, 23:30 UTC"),
        ("../etc/passwd", "24 Nov 2026, 23:30 UTC"),
    ],
)
def test_the_words_are_of_the_zone(zone: str, said: str) -> None:
    assert words(WINTER, zone) == said


def test_summer_time_is_kept() -> None:
    assert words(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Berlin") == "1 Jul 2026, 14:00 CEST"


def test_programs_get_utc() -> None:
    assert tag(WINTER, "Europe/Berlin") == (
        '<time datetime="2026-11-24T23:30:00Z">25 Nov 2026, 00:30 CET</time>'
    )


def test_no_moment_is_nothing() -> None:
    assert tag(None, "UTC") == ""
