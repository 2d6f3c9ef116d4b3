"""GET and POST /lti/login: a platform begins a login (1EdTech Security Framework 1.0, section 5.1.1.1).

Within a frame no cookie of ours is sent by today's browsers (third-party cookies are blocked, or kept apart
for each platform), so nobody could stay signed in there. Such a login is begun anew in a window of its own,
which the person opens by a click: scripts may not. Choosing content signs nobody in, and stays in the frame,
where the platform waits for the choice.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response

from submissions.lti import platforms, showing, states
from submissions.lti.trouble import NOT_ALLOWED, UNKNOWN, WRONG
from submissions.models_lti import LtiPlatform
from submissions.services import services

GIVEN = ("iss", "login_hint", "target_link_uri", "client_id", "lti_deployment_id", "lti_message_hint")
LONGEST = 8000
CHOOSE = "/lti/choose"
"""The path that content is chosen at: the target of deep linking."""
FRAMES = frozenset({"iframe", "frame"})
"""Values of Sec-Fetch-Dest (Fetch Metadata Request Headers, section 2.1)."""


def login() -> Response:
    """To the platform's authorization endpoint, with a state and a nonce."""
    given = {name: request.values[name] for name in GIVEN if request.values.get(name)}
    if not {"iss", "login_hint"} <= given.keys() or sum(map(len, given.values())) > LONGEST:
        return showing.wrong(WRONG, "a login needs iss and login_hint")
    with services().database.read() as record:
        platform = platforms.find(record, given["iss"], given.get("client_id"))
    if platform is None:
        return showing.wrong(UNKNOWN, f"issuer {given['iss'][:200]!r}, client {given.get('client_id')!r}")
    if not platform.allowed:
        return showing.wrong(NOT_ALLOWED, f"platform {platform.id}", platform)
    in_frame = request.headers.get("Sec-Fetch-Dest") in FRAMES
    if in_frame and urlsplit(given.get("target_link_uri", "")).path != CHOOSE:
        return showing.framed(platform, "lti/window.html", onwards=showing.login_address(given))
    return _leave(platform, given)


def _leave(platform: LtiPlatform, given: dict[str, str]) -> Response:
    settings = services().settings
    state, value = states.new(platform.id, given)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": f"{settings.url()}/lti/launch",
        "login_hint": given["login_hint"],
        "state": states.write(settings, state),
        "nonce": state.nonce,
    }
    if "lti_message_hint" in given:
        asked["lti_message_hint"] = given["lti_message_hint"]
    joint = "&" if urlsplit(platform.authorization_url).query else "?"
    response = redirect(f"{platform.authorization_url}{joint}{urlencode(asked)}")
    states.keep(response, state, value, secure=settings.url().startswith("https://"))
    return response
