"""The service's secret, and the keys derived from it: one per purpose, so that none stands for another."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from submissions.settings import Settings, SettingsError

SHORTEST = 16
"""Characters below which a secret is refused: it could be guessed."""


def derive(settings: Settings, purpose: str) -> str:
    """A key for one purpose: HMAC-SHA256 of the purpose under the secret, in hex (RFC 2104).

    Raises:
        SettingsError: the secret cannot be read, or is too short.
    """
    return hmac.new(_secret(settings).encode(), purpose.encode(), hashlib.sha256).hexdigest()


def seed_of(settings: Settings, submission_id: str) -> str:
    """The seed of a submission's draws: students cannot foretell it, and grading again repeats it."""
    return derive(settings, f"seed of {submission_id}")


def _secret(settings: Settings) -> str:
    if settings.secret_key:
        return _long_enough(settings.secret_key, "DOUT_SECRET_KEY")
    if settings.secret_key_file:
        return _from_file(Path(settings.secret_key_file), "DOUT_SECRET_KEY_FILE")
    return _kept(settings.data_dir.resolve() / "secret.key")


def _from_file(path: Path, name: str) -> str:
    try:
        return _long_enough(path.read_text().strip(), name)
    except OSError as error:
        raise SettingsError(f"The file that {name} names cannot be read: {error.strerror}.") from None


def _long_enough(secret: str, name: str) -> str:
    if len(secret) < SHORTEST:
        raise SettingsError(f"{name} needs at least {SHORTEST} characters; `openssl rand -hex 32` makes one.")
    return secret


@lru_cache(maxsize=8)
def _kept(path: Path) -> str:
    """Made once, by whoever comes first. The finished file is put in place, so nobody reads half a secret."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32) + "\n")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return _from_file(path, str(path))
