"""The names of the standard: claims, scopes, messages and roles.

Sources: LTI 1.3 Core (claims: section 5, roles: appendix A), Deep Linking 2.0, Assignment and Grade Services
2.0, Names and Role Provisioning Services 2.0, Dynamic Registration 1.0.
"""

from __future__ import annotations

from collections.abc import Iterable

from submissions.models import Role

VERSION = "1.3.0"

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MESSAGE_TYPE = _CLAIM + "message_type"
LTI_VERSION = _CLAIM + "version"
DEPLOYMENT = _CLAIM + "deployment_id"
TARGET = _CLAIM + "target_link_uri"
LINK = _CLAIM + "resource_link"
CONTEXT = _CLAIM + "context"
ROLES = _CLAIM + "roles"
CUSTOM = _CLAIM + "custom"
SCORES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SETTINGS = _DEEP + "deep_linking_settings"
ITEMS = _DEEP + "content_items"
DATA = _DEEP + "data"

READ = (
    *("iss", "sub", "name", "given_name", "family_name", "email"),
    *(MESSAGE_TYPE, DEPLOYMENT, TARGET, LINK, CONTEXT, ROLES, CUSTOM, SCORES, MEMBERSHIPS, SETTINGS),
)
"""Claims that are used: the others are not kept."""

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINK = "LtiDeepLinkingRequest"
DEEP_LINK_ANSWER = "LtiDeepLinkingResponse"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LINEITEM_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
SCOPES = (LINEITEM_SCOPE, SCORE_SCOPE, MEMBERS_SCOPE)

_IN_CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"


def role(words: Iterable[object]) -> Role | None:
    """What somebody with these roles is in a course here: tutor, student, or nothing.

    Only roles in the context count (LTI 1.3 Core, A.2.2): who administers the platform is no tutor by that.
    Assistants are sub-roles of the instructor (A.2.3). The short names are read, too (A.2.4).
    """
    found = {word for given in words if isinstance(given, str) for word in _short(given)}
    if found & {"Instructor", "Administrator"}:
        return Role.TUTOR
    return Role.STUDENT if "Learner" in found else None


def _short(word: str) -> list[str]:
    if not word.startswith(("http:", "https:", "urn:")):
        return [word]
    if not word.startswith(_IN_CONTEXT):
        return []
    rest = word.removeprefix(_IN_CONTEXT)
    if rest.startswith("#"):
        return [rest[1:]]
    return [rest[1:].partition("#")[0]] if rest.startswith("/") else []
