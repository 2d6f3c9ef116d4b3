"""ETags: who changes a thing says by If-Match which version of it they know (RFC 9110, section 13.1.1)."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeAlias

from flask import request

from submissions.problems import ProblemError

Answer: TypeAlias = "tuple[dict[str, Any], int, dict[str, str]]"


def etag(shown: dict[str, Any]) -> str:
    """The ETag of a thing as it is shown."""
    text = json.dumps(shown, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode(errors="replace")).hexdigest()[:24]}"'


def with_etag(shown: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer with its ETag."""
    return shown, status, {"ETag": etag(shown), **(headers or {})}


def check(shown: dict[str, Any]) -> None:
    """Go on only if the request knows the present version, which looks like `shown`.

    Ask within the transaction that changes it, with its row locked. Raises ProblemError 412 or 428.
    """
    known = request.if_match
    if not known:
        raise ProblemError(
            428, "Send the ETag of what you know as the header If-Match, so that no other change gets lost."
        )
    if etag(shown).strip('"') not in known and not known.star_tag:
        raise ProblemError(
            412, "It was changed since you read it. Read it again, then send your change with its new ETag."
        )
