"""When a message that was not taken is sent again."""

from __future__ import annotations

import random
from datetime import timedelta

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The schedule that the Standard Webhooks specification proposes: a receiver may be away for three days."""
TRIES = len(PAUSES) + 1
JITTER = 0.2
"""Part of a pause that is drawn, so that not all that failed together comes back together."""


def pause(tries: int) -> timedelta | None:
    """How long to wait after so many tries in vain (1 after the first); None after the last."""
    if tries >= TRIES:
        return None
    return PAUSES[max(tries, 1) - 1] * (1 + random.uniform(0, JITTER))  # noqa: S311 - nobody gains by guessing
