"""Whether an ID token is a message of this platform, for us, now: all checks of the 1EdTech Security
Framework 1.0, section 5.1.3, and of LTI 1.3 Core, section 5. The signature is judged by joserfc."""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import RSAKey
from joserfc.jwt import JWTClaimsRegistry

from submissions.lti import vocabulary as v
from submissions.lti.platform_keys import PlatformKeys
from submissions.lti.reach import ServiceError
from submissions.lti.trouble import AWAY, DEPLOYMENT, EXPIRED, FORGED, NAMELESS, WRONG, LaunchError
from submissions.models_lti import LtiPlatform

ALGORITHM = "RS256"
"""The only one: whatever else the header names is refused before a key is looked for."""
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 3600
"""A token that was issued longer ago is refused, however long it says it lasts."""
LONGEST = 64 * 1024
LONGEST_ID = 255


def checked(
    text: str, platform: LtiPlatform, deployments: list[str], keys: PlatformKeys, nonce: str
) -> dict[str, Any]:
    """The claims of the token.

    Raises:
        LaunchError: it is not to be believed, or cannot be used.
    """
    claims = _signed(text, platform, keys)
    _check_times_and_parties(claims, platform)
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise LaunchError(FORGED, "the nonce is not that of this login")
    _check_message(claims, deployments)
    return claims


def _signed(text: str, platform: LtiPlatform, keys: PlatformKeys) -> dict[str, Any]:
    if not text or len(text) > LONGEST or not text.isascii():
        raise LaunchError(FORGED, "there is no ID token, or it is too long")
    try:
        header = jws.extract_compact(text.encode()).protected
        kid = header.get("kid")
        if header.get("alg") != ALGORITHM or not isinstance(kid, str):
            raise LaunchError(FORGED, f"the token must be signed by {ALGORITHM}, and name its key")
        key = keys.find(platform, kid)
        if not isinstance(key, RSAKey):
            raise LaunchError(FORGED, "the platform has no key of that name")
        return _numbers_only(jwt.decode(text, key, algorithms=[ALGORITHM]).claims)
    except (JoseError, ValueError, TypeError) as error:
        raise LaunchError(FORGED, f"the signature or the form is wrong ({type(error).__name__})") from None
    except ServiceError as error:
        raise LaunchError(AWAY, f"the platform's keys: {error}") from None


def _numbers_only(claims: dict[str, Any]) -> dict[str, Any]:
    """The claims. Raises ValueError where one is NaN, which no time is later than, or infinite."""
    json.dumps(claims, allow_nan=False)
    return dict(claims)


def _check_times_and_parties(claims: dict[str, Any], platform: LtiPlatform) -> None:
    needed: dict[str, Any] = {name: {"essential": True} for name in ("exp", "iat", "nonce")}
    needed["iss"] = {"essential": True, "value": platform.issuer}
    needed["aud"] = {"essential": True, "value": platform.client_id}
    try:
        JWTClaimsRegistry(leeway=LEEWAY_SECONDS, **needed).validate(claims)
    except ExpiredTokenError:
        raise LaunchError(EXPIRED, "the token has expired") from None
    except JoseError as error:
        raise LaunchError(FORGED, str(error)) from None
    if claims["iat"] < time.time() - OLDEST_SECONDS:
        raise LaunchError(EXPIRED, "the token was issued long ago")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != platform.client_id:
        raise LaunchError(FORGED, "the token was made for another party (azp)")


def _check_message(claims: dict[str, Any], deployments: list[str]) -> None:
    if claims.get(v.LTI_VERSION) != v.VERSION:
        raise LaunchError(WRONG, f"the version is not {v.VERSION}")
    if claims.get(v.MESSAGE_TYPE) not in {v.RESOURCE_LINK, v.DEEP_LINK}:
        raise LaunchError(WRONG, "there is no message of this type")
    deployment = claims.get(v.DEPLOYMENT)
    if deployment not in deployments:
        raise LaunchError(DEPLOYMENT, f"the deployment is {str(deployment)[:100]!r}")
    subject = claims.get("sub")
    if not _is_kept(subject):
        raise LaunchError(NAMELESS, "there is no subject")
    if not isinstance(claims.get(v.ROLES), list):
        raise LaunchError(WRONG, "there are no roles")
    _text(claims, v.CONTEXT)
    if claims[v.MESSAGE_TYPE] == v.RESOURCE_LINK:
        _text(claims, v.LINK)
        if not isinstance(claims.get(v.TARGET), str):
            raise LaunchError(WRONG, "the target link is missing")


def _text(claims: dict[str, Any], name: str) -> None:
    """A claim that is an object with an `id` which can be kept."""
    found = claims.get(name)
    id_ = found.get("id") if isinstance(found, dict) else None
    if not _is_kept(id_):
        raise LaunchError(WRONG, f"the claim {name.rsplit('/', 1)[-1]} has no id that can be used")


def _is_kept(id_: object) -> bool:
    return isinstance(id_, str) and 0 < len(id_) <= LONGEST_ID and id_.isprintable()
