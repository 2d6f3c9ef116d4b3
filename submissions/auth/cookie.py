"""How the session's cookie is signed: with its moment, which may lie ahead of a clock that was set back.

Without this everybody who came within the hour was signed out when the clock went back by one. How long a
session lasts is checked by what stands in it (`submissions.auth.session`).
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer


class _Signer(TimestampSigner):
    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: Any = False) -> Any:
        """As the library does it, but what was signed later than now is not too old."""
        try:
            return super().unsign(signed_value, max_age, return_timestamp)
        except SignatureExpired as refused:
            now = self.timestamp_to_datetime(self.get_timestamp())
            if refused.date_signed is None or refused.date_signed <= now:
                raise
            return super().unsign(signed_value, None, return_timestamp)


class Cookie(SecureCookieSessionInterface):
    """Flask's own, with this signer."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Signs and reads the session."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = _Signer
        return serializer
