"""What the views of LTI show alike: the page that says what is wrong, and pages within a platform's frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode, urlsplit

import structlog
from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from submissions import headers
from submissions.lti.access_tokens import AccessTokens
from submissions.lti.platform_keys import PlatformKeys
from submissions.lti.reach import Services
from submissions.lti.trouble import Trouble
from submissions.models_lti import LtiPlatform

KEY = "dout-lti"

log = structlog.get_logger()


@dataclass(frozen=True)
class Parts:
    """What asks the platforms: one of each in a web process."""

    services: Services
    keys: PlatformKeys
    tokens: AccessTokens


def parts() -> Parts:
    """Those of the application that answers the current request."""
    return cast(Parts, current_app.extensions[KEY])


def wrong(trouble: Trouble, detail: str, platform: LtiPlatform | None = None, again: str = "") -> Response:
    """The page that says what is wrong. `again` is an address that begins anew in a window of its own."""
    log.info(
        "nobody came in by LTI", trouble=trouble.title, detail=detail, issuer=platform and platform.issuer
    )
    if platform is not None:
        headers.open_up(frames=sources(platform))
    page = render_template("lti/trouble.html", what=trouble, detail=detail, again=again)
    return make_response(page, trouble.status)


def login_address(given: dict[str, str]) -> str:
    """The path that begins a login anew with the same parameters."""
    return f"/lti/login?{urlencode(given)}"


def framed(platform: LtiPlatform, template: str, *, forms: bool = False, **values: object) -> Response:
    """A page that may stand within a page of the platform; with `forms` its form may lead there."""
    where = sources(platform)
    headers.open_up(frames=where, forms=where if forms else ())
    return make_response(render_template(template, **values))


def sources(platform: LtiPlatform) -> list[str]:
    """The origins of a platform as sources of a content security policy (CSP level 3, section 2.3.1)."""
    found = [f"https://*{one}" if one.startswith(".") else f"https://{one}" for one in platform.hosts.split()]
    for url in (platform.issuer, platform.authorization_url):
        part = urlsplit(url)
        found.append(f"{part.scheme}://{part.netloc}")
    return list(dict.fromkeys(found))
