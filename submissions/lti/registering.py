"""/lti/register/<token>: a platform registers itself (LTI Dynamic Registration 1.0,
https://www.imsglobal.org/spec/lti-dr/v1p0), by a link that an operator made for its host. It is let in once
an operator allows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from submissions import headers
from submissions.auth import tokens
from submissions.lti import invitations, platforms, showing
from submissions.lti import vocabulary as v
from submissions.lti.platforms import CANVAS, CANVAS_HOSTS, Described, PlatformError
from submissions.lti.reach import ServiceError, Services, as_json, is_of
from submissions.models_lti import LtiPlatform
from submissions.services import services
from submissions.wording import later

USED = later("This link is not valid (any more). Ask who runs this service for another: `dout lti invite`.")
BEGUN_WRONG = later("Type this link into the learning system: it adds what is missing here.")
ENDPOINTS = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
DESCRIPTION = "Grades backward passes and says what is wrong, and why."


@dataclass(frozen=True)
class Given:
    """What the platform adds to the link."""

    configuration: str
    token: str


def ask(token: str) -> Response:
    """GET /lti/register/<token>?openid_configuration=&registration_token=: a button."""
    return _page(token, begun=False)


def register(token: str) -> Response:
    """POST: do it, and say what is to be done next."""
    return _page(token, begun=True)


def _page(token: str, *, begun: bool) -> Response:
    settings = services().settings
    host = invitations.host_of(settings, token)
    if host is None or _is_used(token):
        return _answer(404, error=USED)
    hosts = _hosts(host)
    headers.open_up(
        frames=[f"https://*{one}" if one.startswith(".") else _origin(one) for one in hosts.split()]
    )
    given = Given(
        request.values.get("openid_configuration", ""), request.values.get("registration_token", "")
    )
    if not given.configuration:
        return _answer(400, error=BEGUN_WRONG)
    if not begun:
        return _answer(200, host=host, given=given)
    try:
        made = _register(showing.parts().services, hosts, given, token)
    except (ServiceError, PlatformError) as error:
        return _answer(502, host=host, given=given, error=str(error))
    except IntegrityError:
        return _answer(404, error=USED)
    return _answer(200, host=host, made=made)


def _register(asking: Services, hosts: str, given: Given, token: str) -> LtiPlatform:
    access = {"authorization": f"Bearer {given.token}"} if given.token.isprintable() and given.token else {}
    wanted = {"accept": "application/json", **access}
    config = as_json(asking.ask(hosts, "GET", given.configuration, wanted))
    if not isinstance(config, dict):
        raise ServiceError("The platform does not describe itself.")
    for name in ENDPOINTS:
        url = config.get(name)
        if not isinstance(url, str) or not is_of(hosts, url):
            # Section 3.4: an issuer speaks for its own host only.
            raise ServiceError(f"{name} is missing, or leads to a host that this link is not for.")
    about = config.get(v.PLATFORM)
    family = about.get("product_family_code") if isinstance(about, dict) else None
    body = json.dumps(tool(services().settings.url(), canvas=family == "canvas")).encode()
    sent = {"content-type": "application/json", **wanted}
    answer = as_json(asking.ask(hosts, "POST", config["registration_endpoint"], sent, body))
    client = answer.get("client_id") if isinstance(answer, dict) else None
    if client is None:
        raise ServiceError("The platform took the registration, but gives no client_id.")
    described = Described(
        config["issuer"],
        str(client),
        config["authorization_endpoint"],
        config["token_endpoint"],
        config["jwks_uri"],
        _audience(config.get("authorization_server")),
        f"{urlsplit(config['issuer']).hostname} ({family})" if isinstance(family, str) else "",
    )
    its = answer.get(v.TOOL)
    deployment = its.get("deployment_id") if isinstance(its, dict) else None
    with services().database.write() as record:
        return platforms.register(
            record,
            services().settings,
            described,
            deployments=[str(deployment)] if deployment else [],
            hosts=hosts.split(),
            allowed=False,
            now=datetime.now(UTC),
            invitation=tokens.digest(token),
        )


def _audience(server: object) -> str | None:
    """What the token service calls itself: some say a bare host there, and want the token's address."""
    return (
        server if isinstance(server, str) and server.startswith("https://") and len(server) <= 2000 else None
    )


def tool(url: str, *, canvas: bool = False) -> dict[str, Any]:
    """What this tool says of itself (section 3.5.1); `url` is its address. Canvas wants to know where links
    to it may stand, and tells names only if it is asked to in its own way."""
    choose: dict[str, Any] = {"type": v.DEEP_LINK, "target_link_uri": f"{url}/lti/choose", "label": "Dout"}
    follow: dict[str, Any] = {"type": v.RESOURCE_LINK, "target_link_uri": f"{url}/", "label": "Dout"}
    more: dict[str, Any] = {}
    if canvas:
        more = {"https://canvas.instructure.com/lti/privacy_level": "public"}
        choose["placements"] = ["assignment_selection", "link_selection"]
        follow["placements"] = ["course_navigation"]
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{url}/lti/login",
        "redirect_uris": [f"{url}/lti/launch"],
        "client_name": "Dout",
        "jwks_uri": f"{url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(v.SCOPES),
        v.TOOL: {
            "domain": urlsplit(url).netloc,
            "target_link_uri": f"{url}/",
            "description": DESCRIPTION,
            "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
            "messages": [choose, follow],
            **more,
        },
    }


def _is_used(token: str) -> bool:
    with services().database.read() as record:
        wanted = select(LtiPlatform.id).where(LtiPlatform.invitation == tokens.digest(token))
        return record.scalar(wanted) is not None


def _hosts(host: str) -> str:
    canvas = host == urlsplit(CANVAS).hostname or is_of(" ".join(CANVAS_HOSTS), f"https://{host}/")
    return " ".join({host, *CANVAS_HOSTS}) if canvas else host


def _origin(host: str) -> str:
    port = urlsplit(request.values.get("openid_configuration", "")).netloc.rpartition(":")[2]
    secure = request.values.get("openid_configuration", "").startswith("https:")
    return f"https://{host}" if secure or not port.isdigit() else f"http://{host}:{port}"


def _answer(status: int, **values: object) -> Response:
    return make_response(render_template("lti/register.html", **values), status)
