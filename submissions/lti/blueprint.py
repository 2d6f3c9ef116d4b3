"""The addresses of LTI. Those that platforms lead to from their own site carry a signature or a code instead
of our cookie, so they need no token against forged forms."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Flask, jsonify
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from submissions.lti import (
    choosing,
    connecting,
    course_page,
    keys,
    landing,
    launch,
    login,
    registering,
    showing,
)
from submissions.lti.access_tokens import AccessTokens
from submissions.lti.platform_keys import PlatformKeys
from submissions.lti.reach import Services
from submissions.services import KEY, services
from submissions.settings import Settings

lti = Blueprint("lti", __name__)


def jwks() -> Response:
    """GET /lti/jwks.json: our public keys; the first is made here, if there is none yet."""
    part, now = services(), datetime.now(UTC)
    with part.database.read() as record:
        found = keys.published(record, now)
    if not found["keys"]:
        keys.signing(part.database, part.settings, now)
        with part.database.read() as record:
            found = keys.published(record, now)
    response: Response = jsonify(found)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


lti.add_url_rule("/lti/jwks.json", view_func=jwks)
lti.add_url_rule("/lti/login", view_func=login.login, methods=["GET", "POST"])
lti.add_url_rule("/lti/launch", view_func=launch.launch, methods=["POST"])
lti.add_url_rule("/lti/continue/<code>", view_func=landing.show, endpoint="go_on")
lti.add_url_rule("/lti/continue/<code>", view_func=landing.choose, endpoint="say_who", methods=["POST"])
lti.add_url_rule("/lti/choose/<code>", view_func=choosing.chosen, endpoint="chosen", methods=["POST"])
lti.add_url_rule("/lti/contexts/<context_id>", view_func=connecting.show, endpoint="connect")
lti.add_url_rule(
    "/lti/contexts/<context_id>", view_func=connecting.connect, endpoint="connecting", methods=["POST"]
)
lti.add_url_rule("/lti/links/<link_id>", view_func=connecting.choose_link)
lti.add_url_rule("/lti/links/<link_id>", view_func=connecting.take_link, methods=["POST"])
lti.add_url_rule("/lti/register/<token>", view_func=registering.ask, endpoint="register")
lti.add_url_rule(
    "/lti/register/<token>", view_func=registering.register, endpoint="registering", methods=["POST"]
)
lti.add_url_rule("/courses/<slug>/lms", view_func=course_page.show, endpoint="course")
lti.add_url_rule("/courses/<slug>/lms/scores", view_func=course_page.send_again, methods=["POST"])
lti.add_url_rule(
    "/courses/<slug>/lms/<context_id>/disconnect", view_func=course_page.disconnect, methods=["POST"]
)
lti.add_url_rule(
    "/courses/<slug>/lms/<context_id>/roster",
    view_func=course_page.preview,
    endpoint="preview_roster",
    methods=["POST"],
)
lti.add_url_rule(
    "/courses/<slug>/lms/<context_id>/roster/take",
    view_func=course_page.take,
    endpoint="take_roster",
    methods=["POST"],
)

FROM_ELSEWHERE = (login.login, launch.launch, choosing.chosen, registering.register)


def install(app: Flask, forms: CSRFProtect, settings: Settings) -> None:
    """Register the addresses, and what asks the platforms."""
    asking = Services(settings)
    database = app.extensions[KEY].database
    tokens = AccessTokens(settings, database, asking)
    app.extensions[showing.KEY] = showing.Parts(asking, PlatformKeys(asking), tokens)
    for view in FROM_ELSEWHERE:
        forms.exempt(view)
    app.register_blueprint(lti)
