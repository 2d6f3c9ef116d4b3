"""Deep Linking 2.0: a tutor chooses an assignment within the learning system, which gets back a link to it
with its line item, signed by us (https://www.imsglobal.org/spec/lti-dl/v2p0).

The choice is made within the platform's frame, without a cookie: whoever has the code that this page was
given may choose, once, and nobody is signed in by it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from flask import request
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response

from submissions.assignments import task_of
from submissions.lti import arriving, keys, launches, reach, showing
from submissions.lti import vocabulary as v
from submissions.lti.trouble import NOBODY, NOT_ALLOWED, WRONG, LaunchError
from submissions.models import Assignment, Role, new_id
from submissions.models_lti import LtiContext, LtiPlatform
from submissions.services import services
from submissions.webhooks.addresses import AddressError

TOKEN_SECONDS = 5 * 60
LINK_TYPE = "ltiResourceLink"


def show(platform: LtiPlatform, claims: dict[str, Any], code: str) -> Response:
    """The assignments to choose from, in answer to a message that was checked."""
    try:
        _check(platform, claims)
        with services().database.read() as record:
            found = _assignments(record, platform, claims)
    except LaunchError as error:
        return showing.wrong(error.trouble, error.detail, platform)
    if found is None:
        return showing.framed(platform, "lti/connect_first.html", code=code)
    chosen = [(one, task.title, task.max_points) for one in found if (task := task_of(one))]
    return showing.framed(platform, "lti/choose.html", code=code, assignments=chosen)


def chosen(code: str) -> Response:
    """POST /lti/choose/<code>: `assignment`. A page that sends the choice on to the platform by itself."""
    now, platform = datetime.now(UTC), None
    try:
        with services().database.read() as record:
            launch = launches.find(record, code, now)
        platform, claims = launch.platform, launch.claims
        back = _check(platform, claims)
        key = keys.signing(services().database, services().settings, now)  # before the choice is used up
        with services().database.write() as record:
            assignment = _one(record, platform, claims, request.form.get("assignment", ""))
            launches.use(record, launch, now)
    except LaunchError as error:
        return showing.wrong(error.trouble, error.detail, platform)
    token = _answer(platform, claims, assignment, key)
    return showing.framed(platform, "lti/return.html", forms=True, back=back, token=token)


def _check(platform: LtiPlatform, claims: dict[str, Any]) -> str:
    """The address that the choice goes back to. Raises LaunchError: it cannot be made."""
    if not platform.allowed:
        raise LaunchError(NOT_ALLOWED, "the platform was forbidden meanwhile")
    if claims.get(v.MESSAGE_TYPE) != v.DEEP_LINK:
        raise LaunchError(WRONG, "the message is not one for choosing content")
    if arriving.role_of(claims) is not Role.TUTOR:
        raise LaunchError(NOBODY, "only who teaches the course chooses content")
    settings = claims.get(v.SETTINGS)
    settings = settings if isinstance(settings, dict) else {}
    back, types = settings.get("deep_link_return_url"), settings.get("accept_types")
    if not isinstance(types, list) or LINK_TYPE not in types:
        raise LaunchError(WRONG, f"the platform takes no {LINK_TYPE} here")
    if not isinstance(back, str) or not reach.is_of(platform.hosts, back):
        raise LaunchError(WRONG, "the way back leads to a host that no operator has confirmed")
    try:
        reach.checked(services().settings, back)
    except AddressError as error:
        raise LaunchError(WRONG, f"the way back: {error}") from None
    return back


def _assignments(record: Session, platform: LtiPlatform, claims: dict[str, Any]) -> list[Assignment] | None:
    """Those of the connected course; None if it is not connected."""
    course_id = record.scalar(
        select(LtiContext.course_id).where(
            LtiContext.platform_id == platform.id,
            LtiContext.deployment_id == claims[v.DEPLOYMENT],
            LtiContext.context_id == claims[v.CONTEXT]["id"],
        )
    )
    if course_id is None:
        return None
    wanted = select(Assignment).where(Assignment.course_id == course_id)
    return list(
        record.scalars(
            wanted.options(joinedload(Assignment.course)).order_by(Assignment.created_at, Assignment.slug)
        )
    )


def _one(record: Session, platform: LtiPlatform, claims: dict[str, Any], key: str) -> Assignment:
    for one in _assignments(record, platform, claims) or []:
        if one.id == key:
            return one
    raise LaunchError(WRONG, "there is no such assignment")


def _answer(platform: LtiPlatform, claims: dict[str, Any], assignment: Assignment, key: RSAKey) -> str:
    """The signed answer (Deep Linking 2.0, section 4.5)."""
    now = int(time.time())
    answer = {
        "iss": platform.client_id,
        "aud": [platform.issuer],
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "nonce": new_id(),
        v.MESSAGE_TYPE: v.DEEP_LINK_ANSWER,
        v.LTI_VERSION: v.VERSION,
        v.DEPLOYMENT: claims[v.DEPLOYMENT],
        v.ITEMS: [item(assignment, services().settings.url(), claims[v.SETTINGS])],
    }
    if "data" in claims[v.SETTINGS]:
        answer[v.DATA] = claims[v.SETTINGS]["data"]
    return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"}, answer, key)


def item(assignment: Assignment, url: str, settings: dict[str, Any]) -> dict[str, Any]:
    """An assignment as a link with its line item (Deep Linking 2.0, section 3.1.1)."""
    task = task_of(assignment)
    title = task.title if task else assignment.slug
    found: dict[str, Any] = {
        "type": LINK_TYPE,
        "title": title,
        "url": f"{url}/assignments/{assignment.id}",
        "custom": {"assignment": assignment.id},
        "window": {"targetName": "_blank"},
    }
    if task is not None and settings.get("accept_lineitem") is not False:
        found["lineItem"] = {"scoreMaximum": task.max_points, "label": title, "resourceId": assignment.id}
    times = {"startDateTime": assignment.opens_at, "endDateTime": assignment.due_at}
    span = {name: moment.isoformat() for name, moment in times.items() if moment is not None}
    if span:
        found["submission"] = span
    return found
