"""Signing in at an OpenID Connect provider, by Authlib: authorization code with PKCE, state and nonce.

The provider is asked for its addresses at the first sign-in, not at the start: it may be away then.
"""

from __future__ import annotations

from typing import Any, cast

import requests
import structlog
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from submissions.settings import Settings
from submissions.wording import later

KEY = "dout-openid"
BACK = "/sign-in/openid/back"
TIMEOUT_SECONDS = 10
UNSAFE = ("none", "HS")
"""Beginnings of algorithms that prove nothing, or that whoever knows the client secret could use."""

log = structlog.get_logger()


class RefusedError(Exception):
    """Nobody was signed in there: the person said no, or came back to a sign-in that had not begun here."""


class AwayError(Exception):
    """The provider does not answer, or not in a way that could be trusted."""


def install(app: Flask, settings: Settings) -> None:
    """Register the provider of the settings, if there is one."""
    if not settings.oidc_issuer:
        return
    method = "client_secret_basic" if settings.oidc_client_secret else "none"
    client = OAuth(app).register(
        "openid",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": method,
            "default_timeout": TIMEOUT_SECONDS,
        },
    )
    app.extensions[KEY] = (client, settings)


def is_there() -> bool:
    """Whether a provider is set."""
    return KEY in current_app.extensions


def leave_for() -> Response:
    """A redirect to the provider; what must fit when the person comes back is kept in the session.

    Raises:
        AwayError: see there.
    """
    client, settings = _provider()
    _know_provider(client, settings)
    return cast(Response, client.authorize_redirect(settings.url() + BACK))


def come_back() -> dict[str, Any]:
    """The claims of the ID token that the present request leads to; its signature and times are checked.

    Raises:
        RefusedError, AwayError: see there.
    """
    client, settings = _provider()
    _know_provider(client, settings)
    try:
        token = client.authorize_access_token()
    except MismatchingStateError:
        raise RefusedError(
            later("This sign-in took too long, or began in another browser. Begin it anew.")
        ) from None
    except OAuthError as error:
        log.info("nobody was signed in at the provider", error=error.error)
        raise RefusedError(later("You were not signed in there. Try again, or take another way.")) from None
    except (requests.RequestException, JoseError, ValueError, KeyError, TypeError) as error:
        raise _away(error) from error
    claims = token.get("userinfo")
    if not claims:
        raise _away(ValueError("the answer has no ID token"))
    return dict(claims)


def _provider() -> tuple[Any, Settings]:
    return cast("tuple[Any, Settings]", current_app.extensions[KEY])


def _know_provider(client: Any, settings: Settings) -> None:
    """Ask for the provider's addresses, once, and hold it to its name (OpenID Connect Discovery, 4.3)."""
    try:
        known = client.load_server_metadata()
    except (requests.RequestException, ValueError) as error:
        raise _away(error) from error
    if str(known.get("issuer", "")).rstrip("/") != settings.oidc_issuer.rstrip("/"):
        client.server_metadata.clear()
        raise _away(ValueError("the provider calls itself by another name than DOUT_OIDC_ISSUER"))
    offered = known.get("id_token_signing_alg_values_supported") or ["RS256"]
    known["id_token_signing_alg_values_supported"] = [it for it in offered if not it.startswith(UNSAFE)]


def _away(error: Exception) -> AwayError:
    log.warning("the OpenID provider cannot be used", error=f"{type(error).__name__}: {error}")
    return AwayError()
