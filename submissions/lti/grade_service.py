"""Assignment and Grade Services 2.0: the line item of a link, and scores for it
(https://www.imsglobal.org/spec/lti-ags/v2p0)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from submissions.lti import vocabulary as v
from submissions.lti.access_tokens import AccessTokens
from submissions.lti.reach import ServiceError, Services, as_json
from submissions.models_lti import LtiPlatform
from submissions.webhooks.sending import Answer

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
UNAUTHORIZED = 401


class GradeService:
    """Asks a platform's service, with a token."""

    def __init__(self, services: Services, tokens: AccessTokens) -> None:
        self._services = services
        self._tokens = tokens

    def put(self, platform: LtiPlatform, lineitem: str, score: dict[str, Any]) -> int:
        """Tell a score (section 3.4); the status of the answer. Raises ServiceError."""
        headers = {"content-type": SCORE_TYPE}
        return self._ask(platform, v.SCORE_SCOPE, "POST", scores_of(lineitem), headers, score).status

    def lineitem(self, platform: LtiPlatform, lineitems: str, link_id: str, item: dict[str, Any]) -> str:
        """The address of a link's line item: the one that is there, or a new one (sections 3.2.3, 3.2.4).

        Raises:
            ServiceError: there is none, and none could be made.
        """
        wanted = with_query(lineitems, resource_link_id=link_id)
        found = as_json(self._ask(platform, v.LINEITEM_SCOPE, "GET", wanted, {"accept": ITEMS_TYPE}))
        for one in found if isinstance(found, list) else []:
            # Some platforms give all of them whatever is asked for.
            if isinstance(one, dict) and one.get("resourceLinkId") == link_id:
                return _id(one)
        headers = {"content-type": ITEM_TYPE, "accept": ITEM_TYPE}
        made = self._ask(platform, v.LINEITEM_SCOPE, "POST", lineitems, headers, item)
        return _id(as_json(made))

    def _ask(
        self,
        platform: LtiPlatform,
        scope: str,
        method: str,
        url: str,
        headers: dict[str, str],
        content: dict[str, Any] | None = None,
    ) -> Answer:
        body = None if content is None else json.dumps(content, allow_nan=False).encode()
        access = self._tokens.header(platform, scope)
        try:
            return self._services.ask(platform.hosts, method, url, {**headers, **access}, body)
        except ServiceError as error:
            if error.status != UNAUTHORIZED:
                raise
        self._tokens.forget(platform, scope)  # it may have been taken back: once with a new one
        access = self._tokens.header(platform, scope)
        return self._services.ask(platform.hosts, method, url, {**headers, **access}, body)


def score(subject: str, points: float | None, most: float, now: datetime) -> dict[str, Any]:
    """A score as the standard writes it (section 3.4.2). Without points it takes an earlier one back.

    Args:
        now: rises from one score of a person to the next: platforms leave out what is older than they know.
    """
    given = {} if points is None else {"scoreGiven": points, "scoreMaximum": most}
    return {
        "userId": subject,
        "timestamp": now.isoformat(timespec="microseconds"),
        "activityProgress": "InProgress" if points is None else "Completed",
        "gradingProgress": "NotReady" if points is None else "FullyGraded",
        **given,
    }


def scores_of(lineitem: str) -> str:
    """The address of a line item's scores: `/scores` goes behind the path, before a query (section 3.4.1)."""
    parts = urlsplit(lineitem)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/scores"))


def with_query(url: str, **more: str) -> str:
    """The address with more parameters."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *more.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _id(item: object) -> str:
    found = item.get("id") if isinstance(item, dict) else None
    if not isinstance(found, str) or not 0 < len(found) <= 2000:
        raise ServiceError("The line item has no address.")
    return found
