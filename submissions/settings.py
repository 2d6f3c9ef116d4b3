"""All settings, read once from the environment: one frozen dataclass, one table.

`DOUT_DATABASE_URL` sets `database_url`, and so on for every field. An unknown `DOUT_…` name, a value of the
wrong type or a URL of an unknown kind is refused with the name to change; no value is ever put in a message,
since it may hold a password.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "DOUT_"
DATABASE_SCHEMES = ("sqlite", "postgresql+psycopg", "postgresql")

LOOPBACK = ("127.0.0.1", "::1", "localhost")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SHORTEST_TOKEN = 16
LEASE_MARGIN_SECONDS = 20
"""A lease outlives the longest task by this at least, so that no healthy worker loses it."""


class SettingsError(ValueError):
    """A setting cannot be used; the message says which, and what to write instead."""


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `about` of each field is its line in the table of the documentation."""

    data_dir: Path = _setting(Path("var"), "Folder for the database, the broker's socket and secrets")
    host: str = _setting("127.0.0.1", "Address the web server listens on")
    port: int = _setting(8000, "Port the web server listens on; PORT does the same")
    database_url: str = _setting("", "SQLAlchemy URL; empty: SQLite in the data folder")
    database_url_file: str = _setting(
        "", "File that holds the database's URL, so that no password is in sight"
    )
    broker_url: str = _setting(
        "", "Celery broker URL; empty: a bundled server on a socket in the data folder"
    )
    public_url: str = _setting("", "Address under which people reach the service; empty: http://host:port")
    secret_key: str = _setting(
        "", "Key for cookies, links and seeds; empty: made once and kept in the data folder"
    )
    secret_key_file: str = _setting("", "File that holds the secret key")
    session_idle_days: int = _setting(7, "Days after which who did not come back is signed out")
    session_days: int = _setting(30, "Days after which everybody has to sign in anew")
    trusted_proxies: int = _setting(
        0, "Proxies in front of the web server whose X-Forwarded-For and -Proto are believed"
    )
    oidc_issuer: str = _setting("", "OpenID Connect provider to sign in with, by its issuer URL; empty: none")
    oidc_client_id: str = _setting("", "What the provider calls this service")
    oidc_client_secret: str = _setting("", "What it shares with this service; empty: a public client")
    oidc_client_secret_file: str = _setting("", "File that holds the client secret")
    oidc_name: str = _setting("your university", "The provider's name on the button: “Sign in with …”")
    demo: bool = _setting(False, "Open demo course; possible on a loopback address only")
    workers: int = _setting(2, "Grading processes of the worker")
    web_threads: int = _setting(8, "Threads of the web server")
    sandbox_require: str = _setting("seccomp", "Layers that must be in force, else nothing is graded")
    sandbox_wall_seconds: float = _setting(5.0, "Longest time one upload may take")
    sandbox_busy_seconds: float = _setting(
        15.0, "The same for one that computes while the machine is busy with others"
    )
    sandbox_cpu_seconds: int = _setting(2, "Longest computing time of one upload")
    sandbox_memory_mib: int = _setting(512, "Address space of one upload")
    max_upload_kib: int = _setting(256, "Largest upload")
    lease_seconds: int = _setting(
        60, "After this long without a verdict a claimed submission is queued again"
    )
    max_tries: int = _setting(3, "Tries before a submission is given up as broken")
    sweep_seconds: int = _setting(10, "How often lost submissions are looked for")
    max_waiting: int = _setting(
        10_000, "With so many submissions in the queue, new ones are refused for now (503, Retry-After)"
    )
    webhooks_by_worker: bool = _setting(
        True, "Workers send webhooks and scores; 0 where `dout courier` does, so that workers need no way out"
    )
    webhook_allow: str = _setting(
        "",
        "Hosts (`host` or `host:port`, with spaces between) that webhooks and messages to learning systems "
        "may reach although they lie in a private network",
    )
    metrics_token: str = _setting(
        "", "Bearer token for /metrics; empty: open on a service that serves its own machine only"
    )
    log_level: str = _setting("INFO", "Least severe log level that is written")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environ` (default: the process's).

        Raises:
            SettingsError: an unknown name, or a value that cannot be used.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, object] = {}
        kinds = {f.name: f for f in fields(cls)}
        if environ.get("PORT"):
            values["port"] = _parse("PORT", "int", environ["PORT"])
        for key in sorted(environ):
            if not key.startswith(PREFIX):
                continue
            name = key.removeprefix(PREFIX).lower()
            if name not in kinds:
                near = get_close_matches(name, kinds, n=1)
                hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
                raise SettingsError(f"There is no setting {key}.{hint}")
            values[name] = _parse(key, str(kinds[name].type), environ[key])
        for name in ("database_url", "oidc_client_secret"):
            if values.get(f"{name}_file") and not values.get(name):
                values[name] = _content(f"{name}_file", str(values[f"{name}_file"]))
        settings = cls(**values)  # type: ignore[arg-type]
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse what cannot work. Raises SettingsError."""
        self._check_signing_in()
        if not 0 < self.port < 65536:
            raise SettingsError("PORT must lie between 1 and 65535.")
        if self.demo and not (self.is_loopback() and urlsplit(self.url()).hostname in LOOPBACK):
            raise SettingsError(
                "DOUT_DEMO opens the course to everyone: it works on 127.0.0.1 only. "
                "Unset DOUT_DEMO, or DOUT_HOST and DOUT_PUBLIC_URL."
            )
        if self.log_level.upper() not in LOG_LEVELS:
            raise SettingsError(f"DOUT_LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}")
        if self.max_waiting < 1:
            raise SettingsError("DOUT_MAX_WAITING must be at least 1.")
        if self.metrics_token and len(self.metrics_token) < SHORTEST_TOKEN:
            raise SettingsError(
                f"DOUT_METRICS_TOKEN needs at least {SHORTEST_TOKEN} characters; "
                "`openssl rand -hex 16` makes one."
            )
        if self.lease_seconds < self.longest_run_seconds + LEASE_MARGIN_SECONDS:
            raise SettingsError(
                "DOUT_LEASE_SECONDS must be longer than DOUT_SANDBOX_WALL_SECONDS and "
                f"DOUT_SANDBOX_BUSY_SECONDS by at least {LEASE_MARGIN_SECONDS} seconds"
            )
        scheme = urlsplit(self.database_url).scheme
        if self.database_url and scheme not in DATABASE_SCHEMES:
            known = ", ".join(name + "://" for name in DATABASE_SCHEMES)
            raise SettingsError(f"DOUT_DATABASE_URL must start with one of {known}")
        if self.public_url and urlsplit(self.public_url).scheme not in {"http", "https"}:
            raise SettingsError("DOUT_PUBLIC_URL must be a URL such as https://dout.example.org")
        if self.broker_url and not urlsplit(self.broker_url).scheme:
            raise SettingsError("DOUT_BROKER_URL must be a URL such as redis://host:6379/0")

    def _check_signing_in(self) -> None:
        if not 1 <= self.session_idle_days <= self.session_days:
            raise SettingsError("DOUT_SESSION_IDLE_DAYS must lie between 1 and DOUT_SESSION_DAYS.")
        if self.trusted_proxies < 0:
            raise SettingsError("DOUT_TRUSTED_PROXIES must be 0 or more.")
        if self.oidc_issuer and not self.oidc_client_id:
            raise SettingsError("DOUT_OIDC_ISSUER needs DOUT_OIDC_CLIENT_ID, which the provider gives out.")
        issuer = urlsplit(self.oidc_issuer)
        is_safe = issuer.scheme == "https" or (issuer.scheme == "http" and issuer.hostname in LOOPBACK)
        if self.oidc_issuer and not is_safe:
            raise SettingsError("DOUT_OIDC_ISSUER must be a URL that starts with https://.")

    def url(self) -> str:
        """The address under which people reach the service, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def longest_run_seconds(self) -> float:
        """No run in the sandbox takes longer."""
        return max(self.sandbox_wall_seconds, self.sandbox_busy_seconds)

    def is_loopback(self) -> bool:
        """Whether the web server can be reached from this machine only."""
        return self.host in LOOPBACK

    def sqlalchemy_url(self) -> str:
        """The database's URL with its default filled in."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'dout.sqlite3').resolve()}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    def broker_socket(self) -> Path:
        """The socket of the bundled broker."""
        return (self.data_dir / "broker.sock").resolve()

    def celery_broker_url(self) -> str:
        """The broker's URL with its default filled in."""
        return self.broker_url or f"redis+socket://{self.broker_socket()}"


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except (OSError, ValueError):
        raise SettingsError(f"The file that {PREFIX}{name.upper()} names cannot be read.") from None


def _parse(key: str, kind: str, text: str) -> object:
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:
        raise SettingsError(f"{key} must be a number.") from None
    if kind == "bool":
        if text.lower() not in {"1", "0", "true", "false", "yes", "no", ""}:
            raise SettingsError(f"{key} must be 1 or 0.")
        return text.lower() in {"1", "true", "yes"}
    return Path(text) if kind == "Path" else text


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the documentation."""
    return [
        (PREFIX + f.name.upper(), "" if f.default is MISSING else str(f.default), f.metadata["about"])
        for f in fields(Settings)
    ]
