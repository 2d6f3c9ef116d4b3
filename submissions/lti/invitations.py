"""Links by which a platform registers itself: each is for one host, good for a week, and used once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from submissions import secret_key
from submissions.lti import reach
from submissions.lti.platforms import PlatformError
from submissions.settings import Settings

SECONDS = 7 * 24 * 3600


def link(settings: Settings, host: str) -> str:
    """A new link for the platform at this host. Raises PlatformError: that is no name of a host."""
    named = (urlsplit(host).hostname or "") if "//" in host else host.strip().lower()
    if not reach.HOST.fullmatch(named):
        raise PlatformError(f"{host!r} is no name of a host, such as lms.example.org.")
    return f"{settings.url()}/lti/register/{_serializer(settings).dumps(named)}"


def host_of(settings: Settings, token: str) -> str | None:
    """The host that a link is for; None if it is none of ours, or too old."""
    try:
        found: Any = _serializer(settings).loads(token, max_age=SECONDS)
    except BadData:
        return None
    return found if isinstance(found, str) else None


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key.derive(settings, "invitations of LTI platforms"))
