"""Access to the services of platforms: by client credentials that a signed JWT proves (1EdTech Security
Framework 1.0, section 4.1; RFC 7523, section 2.2)."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt

from submissions.database import Database
from submissions.lti import keys
from submissions.lti.reach import ServiceError, Services, as_json
from submissions.models import new_id
from submissions.models_lti import LtiPlatform
from submissions.settings import Settings

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 5 * 60
MARGIN_SECONDS = 60.0
"""A token is not used for so long before it ends."""
USUAL_SECONDS = 300.0


class AccessTokens:
    """One per process: a token is used until it is nearly over."""

    def __init__(self, settings: Settings, database: Database, services: Services) -> None:
        self._settings = settings
        self._database = database
        self._services = services
        self._kept: dict[tuple[str, str], tuple[str, float]] = {}
        self._lock = threading.Lock()

    def header(self, platform: LtiPlatform, scope: str) -> dict[str, str]:
        """The header that lets a request in.

        Raises:
            ServiceError: the platform gives no token.
            UnreadableKeyError: our key cannot be read.
        """
        kept = self._kept.get((platform.id, scope))
        if kept is None or kept[1] < time.monotonic():
            kept = self._new(platform, scope)
            with self._lock:
                self._kept[platform.id, scope] = kept
        return {"authorization": f"Bearer {kept[0]}"}

    def forget(self, platform: LtiPlatform, scope: str) -> None:
        """The platform does not take the token any more."""
        with self._lock:
            self._kept.pop((platform.id, scope), None)

    def _new(self, platform: LtiPlatform, scope: str) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": self._assertion(platform),
            "scope": scope,
        }
        sent = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        try:
            answer = self._services.ask(
                platform.hosts, "POST", platform.token_url, sent, urlencode(form).encode()
            )
        except ServiceError as error:
            raise ServiceError(f"No access: {error}", error.status) from None
        said: Any = as_json(answer)
        token = said.get("access_token") if isinstance(said, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise ServiceError("No access: the answer holds no token.", answer.status)
        lasts = said.get("expires_in")
        seconds = lasts if isinstance(lasts, (int, float)) and 0 < lasts < 1e6 else USUAL_SECONDS
        return token, time.monotonic() + max(0.0, seconds - MARGIN_SECONDS)

    def _assertion(self, platform: LtiPlatform) -> str:
        key, now = keys.signing(self._database, self._settings, datetime.now(UTC)), int(time.time())
        claims = {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.audience or platform.token_url,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": new_id(),
        }
        return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"}, claims, key)
