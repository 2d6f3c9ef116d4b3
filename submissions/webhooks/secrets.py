"""The secrets of webhooks at rest: encrypted by Fernet under a key that is derived from the service's secret.

Who gets hold of a copy of the database alone can sign nothing in our name.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken

from submissions import secret_key
from submissions.settings import Settings


class UnreadableError(Exception):
    """The secret was encrypted under another key: the service's secret key was changed meanwhile."""


def encrypted(settings: Settings, secret: str) -> str:
    """What is kept of a secret."""
    return _fernet(settings).encrypt(secret.encode("ascii")).decode("ascii")


def decrypted(settings: Settings, kept: str) -> str:
    """The secret again.

    Raises:
        UnreadableError: the key is not the one it was encrypted under.
    """
    try:
        return _fernet(settings).decrypt(kept.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise UnreadableError(
            "The secret of this webhook cannot be read, since the service's secret key was changed: "
            "make a new secret for it."
        ) from None


def _fernet(settings: Settings) -> Fernet:
    key = bytes.fromhex(secret_key.derive(settings, "secrets of webhooks"))
    return Fernet(base64.urlsafe_b64encode(key))
