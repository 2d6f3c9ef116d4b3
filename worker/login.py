"""Where `dout login` keeps a token: in the system's keyring, or else in a file that its owner alone can read.

Which service it is for stands in that file in either case.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import keyring
from keyring.errors import KeyringError

from submissions.settings import LOOPBACK

SERVICE = "dout"
"""Under which the keyring lists the token."""


class LoginError(ValueError):
    """There is no usable sign-in; the message says what to do."""


@dataclass(frozen=True)
class Login:
    """A service and the token for it."""

    url: str
    token: str


def address(url: str) -> str:
    """The service's address without a path.

    Raises:
        LoginError: it is no address, or a token would go over the net for all to read.
    """
    parts = urlsplit(url if "://" in url else f"https://{url}")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = None
    if port is None or not parts.hostname or parts.scheme not in {"http", "https"}:
        raise LoginError("This is no address. Write one such as https://dout.example.org.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise LoginError("The token would be sent for all to read. Use the address with https://.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def pasted(text: str) -> str:
    """A token as it was pasted.

    Raises:
        LoginError: it is none, and could not even be sent.
    """
    token = text.strip()
    if not (token and token.isascii() and token.isprintable()):
        raise LoginError("This is no token. One begins with dout_.")
    return token


def keep(login: Login) -> str:
    """Keep a sign-in in the place of the one before. Returns where the token is."""
    forget()
    in_keyring = _put(login)
    _write(_file(), {"url": login.url} if in_keyring else {"url": login.url, "token": login.token})
    return "the system's keyring" if in_keyring else str(_file())


def kept() -> Login:
    """The sign-in that was kept.

    Raises:
        LoginError: there is none.
    """
    said = _read(_file())
    url, token = said.get("url"), said.get("token")
    if url and not token:
        token = _get(url)
    if not (url and token):
        raise LoginError("You are not signed in. Begin with: dout login URL")
    return Login(url, token)


def forget() -> bool:
    """Forget the sign-in; whether there was one."""
    path = _file()
    url = _read(path).get("url")
    if url:
        with suppress(KeyringError):  # it is not there, or there is no keyring
            keyring.delete_password(SERVICE, url)
    path.unlink(missing_ok=True)
    return bool(url)


def _file() -> Path:
    return Path(click.get_app_dir("dout")) / "login.json"


def _put(login: Login) -> bool:
    """Whether the keyring has taken it: one that has no store, or a locked one, says so by an exception."""
    try:
        keyring.set_password(SERVICE, login.url, login.token)
        return keyring.get_password(SERVICE, login.url) == login.token
    except KeyringError:
        return False


def _get(url: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, url)
    except KeyringError:
        return None


def _read(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _write(path: Path, content: dict[str, str]) -> None:
    """Nobody else may read it, at no moment: it is made with these rights and then put in place."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(content, out)
    draft.replace(path)
