"""POST /lti/launch: what the platform answers (OpenID Connect, implicit flow, form_post). The message is
checked and kept; nobody is signed in yet, since this request comes from another site and
so without a cookie."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from submissions.lti import choosing, id_tokens, launches, platforms, showing, states
from submissions.lti import vocabulary as v
from submissions.lti.states import State
from submissions.lti.trouble import NOT_ALLOWED, REFUSED, LaunchError
from submissions.models_lti import LtiPlatform
from submissions.services import services


def launch() -> Response:
    """On to the page that signs in; or, to choose content, that choice."""
    platform: LtiPlatform | None = None
    try:
        state = states.read(services().settings, request.form.get("state", ""))
        with services().database.read() as record:
            platform = record.get(LtiPlatform, state.platform)
        claims = _checked(platform, state)
        with services().database.write() as record:
            code = launches.keep(record, state, claims, datetime.now(UTC))
    except LaunchError as error:
        return showing.wrong(error.trouble, error.detail, platform)
    if platform is not None and claims[v.MESSAGE_TYPE] == v.DEEP_LINK:
        return choosing.show(platform, claims, code)
    return redirect(url_for("lti.go_on", code=code), 303)


def _checked(platform: LtiPlatform | None, state: State) -> dict[str, Any]:
    if platform is None or not platform.allowed:
        raise LaunchError(NOT_ALLOWED, "the platform was removed or forbidden meanwhile")
    if "error" in request.form:
        raise LaunchError(REFUSED, request.form["error"][:100])
    with services().database.read() as record:
        deployments = platforms.deployments(record, platform.id)
    return id_tokens.checked(
        request.form.get("id_token", ""), platform, deployments, showing.parts().keys, state.nonce
    )
