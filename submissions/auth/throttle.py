"""How often something may be tried: counted in the broker's Redis, for all web processes together.

While the broker is away each process counts for itself: signing in goes on, and guessing stays slow.
"""

from __future__ import annotations

import hashlib
import math
import time
from urllib.parse import parse_qs, urlsplit

import structlog
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter

from submissions.problems import ProblemError
from submissions.settings import Settings

PER_ADDRESS_HERE = parse("10 per 15 minutes")
"""Wrong passwords for one address from one place."""
PER_ADDRESS = parse("100 per hour")
"""Wrong passwords for one address from anywhere."""
PER_PLACE = parse("2000 per 15 minutes")
"""Sign-ins, new accounts and wrong codes from one place: a whole lecture hall may share it."""
AWAY_SECONDS = 15.0
"""How long a broker that failed is not asked again."""
WAIT_SECONDS = 1

log = structlog.get_logger()


class TooManyError(ProblemError):
    """It was tried too often: 429 with the seconds to wait (RFC 6585, section 4)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            429,
            f"That was tried too often. Wait {_words(seconds)}, then try again.",
            headers={"Retry-After": str(seconds)},
        )
        self.seconds = seconds


class Throttle:
    """Counts attempts by what they are counted for, such as an address; only its digest is kept."""

    def __init__(self, settings: Settings) -> None:
        self._own = FixedWindowRateLimiter(MemoryStorage())
        storage = _storage(settings)
        self._shared = FixedWindowRateLimiter(storage) if storage else None
        self._away_until = 0.0

    def count(self, limit: RateLimitItem, *what: str) -> None:
        """Count one attempt. Raises TooManyError beyond the limit."""
        allowed, _, seconds = self.spend(limit, *what)
        if not allowed:
            raise TooManyError(seconds)

    def spend(self, limit: RateLimitItem, *what: str) -> tuple[bool, int, int]:
        """Count one attempt: whether it may be, how many are left, and the seconds until all are again."""
        key = _key(what)
        limiter, allowed = self._ask(limit, key)
        try:
            stats = limiter.get_window_stats(limit, key)
        except Exception as error:
            self._lost(error)
            return allowed, 0, 1
        return allowed, max(0, stats.remaining), max(1, math.ceil(stats.reset_time - time.time()))

    def forget(self, limit: RateLimitItem, *what: str) -> None:
        """Count anew from zero."""
        key = _key(what)
        self._own.clear(limit, key)
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                self._shared.clear(limit, key)
            except Exception as error:
                self._lost(error)

    def _ask(self, limit: RateLimitItem, key: str) -> tuple[FixedWindowRateLimiter, bool]:
        if self._shared is not None and time.monotonic() >= self._away_until:
            try:
                return self._shared, self._shared.hit(limit, key)
            except Exception as error:  # the broker's library has many; the answer to each is the same
                self._lost(error)
        return self._own, self._own.hit(limit, key)

    def _lost(self, error: Exception) -> None:
        self._away_until = time.monotonic() + AWAY_SECONDS
        log.warning("the broker counts no attempts, each web process does", error=str(error))


def _key(what: tuple[str, ...]) -> str:
    """Addresses are nobody's business who looks into the broker."""
    return hashlib.sha256("\0".join(what).encode(errors="replace")).hexdigest()


def _storage(settings: Settings) -> RedisStorage | None:
    """Where to count: in the Redis of the broker; nowhere but here if the broker is another."""
    url = urlsplit(settings.celery_broker_url())
    if url.scheme == "redis+socket":
        number = parse_qs(url.query).get("virtual_host", ["0"])[0].strip("/") or "0"
        uri = f"redis+unix://{url.path}?db={number}"
    elif url.scheme in {"redis", "rediss"}:
        uri = url.geturl()
    else:
        return None
    return RedisStorage(uri, socket_timeout=WAIT_SECONDS, socket_connect_timeout=WAIT_SECONDS)


def _words(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} seconds" if seconds != 1 else "one second"
    return f"{math.ceil(seconds / 60)} minutes"
