"""The public keys of platforms, by their addresses: kept for a while, and read anew for a `kid` that is new.

A platform may rotate its keys at any time (1EdTech Security Framework 1.0, section 6.3).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from submissions.lti.reach import ServiceError, Services, as_json
from submissions.models_lti import LtiPlatform

KEPT_SECONDS = 3600.0
SOONEST_SECONDS = 10.0
"""Made-up names of keys do not have a platform asked more often; nor is one that is away waited for again."""


@dataclass(frozen=True)
class _Kept:
    keys: KeySet
    at: float


class PlatformKeys:
    """One per web process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._kept: dict[str, _Kept] = {}
        self._failed: dict[str, float] = {}

    def find(self, platform: LtiPlatform, kid: str) -> Key | None:
        """The key of this name; None if the platform has none such.

        Raises:
            ServiceError: the platform does not tell its keys.
        """
        now = time.monotonic()
        kept = self._kept.get(platform.jwks_url)
        found = _of(kept, kid) if kept and now - kept.at < KEPT_SECONDS else None
        if found is not None or (kept and now - kept.at < SOONEST_SECONDS):
            return found
        if now - self._failed.get(platform.jwks_url, -SOONEST_SECONDS) < SOONEST_SECONDS:
            raise ServiceError("They could not be read a moment ago.")
        try:
            fresh = _Kept(self._read(platform), now)
        except ServiceError:
            self._failed[platform.jwks_url] = time.monotonic()
            raise
        self._kept[platform.jwks_url] = fresh
        return _of(fresh, kid)

    def _read(self, platform: LtiPlatform) -> KeySet:
        answer = self._services.ask(platform.hosts, "GET", platform.jwks_url, {"accept": "application/json"})
        try:
            return KeySet.import_key_set(as_json(answer))
        except (JoseError, ValueError, KeyError, TypeError):
            raise ServiceError("The answer holds no set of keys.", answer.status) from None


def _of(kept: _Kept | None, kid: str) -> Key | None:
    return next((key for key in kept.keys if key.kid == kid), None) if kept else None
