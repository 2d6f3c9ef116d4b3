"""Signatures of messages: HMAC-SHA256 over `id.timestamp.body`, as the Standard Webhooks specification says.

A secret is written `whsec_` and the Base64 of its bytes. While a secret is being replaced a message carries a
signature by each of the two, with a space between, so that the receiver may change over when it likes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32
VERSION = "v1"


class SecretError(ValueError):
    """This is no secret of a webhook."""


def new_secret() -> str:
    """A new secret, to be shown once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one message by one secret, such as `v1,g0hM9SsE+OTPJTGt/…`.

    Args:
        timestamp: seconds since 1970 in UTC, when this try is sent.

    Raises:
        SecretError: `secret` is not written as it must be.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"{VERSION},{base64.b64encode(digest).decode('ascii')}"


def headers(secrets_: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, signed by each of the secrets."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, message_id, timestamp, body) for one in secrets_),
    }


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        raise SecretError(f"A secret begins with {PREFIX}.")
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise SecretError(f"Behind {PREFIX} stands Base64.") from None
