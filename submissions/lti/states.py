"""The state of a login: signed, so that nothing is kept until a platform has proved itself by a signature.

It ties the answer to this login (its nonce) and to the browser that began it: to a cookie of its own, which
the browser sends when the way leads on at the top of a window. The cookie is SameSite=Lax, so it works
without third-party cookies. Source: 1EdTech Security Framework 1.0, section 5.1.1; OpenID Connect Core 1.0,
sections 3.2.2.1 and 15.5.2.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import asdict, dataclass, field

from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Request, Response

from submissions import secret_key
from submissions.auth.tokens import digest
from submissions.lti.trouble import STALE, LaunchError
from submissions.settings import Settings

SECONDS = 10 * 60
"""How long the way to the platform and back may take: people may have to sign in there."""
COOKIE_SECONDS = 60 * 60
COOKIE = "dout_lti_"


@dataclass(frozen=True)
class State:
    """`binding` is the digest of the cookie's value; `again` are the parameters with which the platform began
    the login, to begin it anew in a window of its own."""

    platform: str
    nonce: str
    binding: str
    again: dict[str, str] = field(default_factory=dict)


def new(platform_id: str, again: dict[str, str]) -> tuple[State, str]:
    """A new state, and the value of its cookie."""
    value = secrets.token_urlsafe(32)
    return State(platform_id, secrets.token_urlsafe(32), digest(value), again), value


def write(settings: Settings, state: State) -> str:
    """The state as the platform gives it back."""
    return str(_serializer(settings).dumps(asdict(state)))


def read(settings: Settings, text: str) -> State:
    """The state again. Raises LaunchError: it is none of ours, or too old."""
    try:
        return State(**_serializer(settings).loads(text, max_age=SECONDS))
    except (BadData, TypeError):
        raise LaunchError(STALE, "the state is not ours, or too old") from None


def keep(response: Response, state: State, value: str, *, secure: bool) -> None:
    """Give the browser its cookie."""
    response.set_cookie(
        _name(state.binding),
        value,
        max_age=COOKIE_SECONDS,
        path="/lti/",
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def forget(response: Response, binding: str) -> None:
    """Take the cookie away."""
    response.delete_cookie(_name(binding), path="/lti/")


def began_here(request: Request, binding: str) -> bool:
    """Whether this browser holds the cookie."""
    return hmac.compare_digest(digest(request.cookies.get(_name(binding), "")), binding)


def _name(binding: str) -> str:
    return COOKIE + binding[:16]


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key.derive(settings, "states of LTI"))
