"""Requests that may be sent twice: POST with an `Idempotency-Key` is done once, and answered the same again.

The key belongs to the token, and is kept for a day with the answer, if that was a success: what failed has
changed nothing and may be sent anew. The same key with another request is refused (422), and so is a second
one while the first is still being worked on (409).
Source: draft-ietf-httpapi-idempotency-key-header.
"""

from __future__ import annotations

import hashlib
import re

from flask import Response, g, request

from submissions.api import operation
from submissions.api.caller import caller
from submissions.api.incoming import largest_body
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import replays

HEADER = "Idempotency-Key"
LONGEST = 255
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Link", "Retry-After")


def begin() -> Response | None:
    """Answer a request that was sent before with the answer of then; else note that it is being worked on."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or key is None:
        return None
    if not re.fullmatch(rf"[\x21-\x7e]{{1,{LONGEST}}}", key):
        raise ProblemError(
            422, f"{HEADER} must be 1 to {LONGEST} visible characters without spaces, such as a UUID."
        )
    digest = _sha256(caller().digest.encode(), key.encode())
    fingerprint = _fingerprint()
    with services().database.write() as session:
        before = replays.begin(session, digest, fingerprint)
    if before is None:
        g.replay = digest
        return None
    if before.fingerprint != fingerprint:
        raise ProblemError(
            422, f"This {HEADER} was used for another request. Draw a new one for each thing to do."
        )
    if before.status is None:
        raise ProblemError(
            409, "The first request with this key is still being worked on.", headers={"Retry-After": "1"}
        )
    if before.body is None:
        raise ProblemError(409, "This was done already, and what it made is shown once only.")
    answer = Response(before.body, before.status, headers=dict(before.headers))
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


def end(response: Response) -> Response:
    """Keep the answer of a success; forget that of a failure."""
    digest = g.pop("replay", None)
    if digest is None:
        return response
    with services().database.write() as session:
        if response.status_code < 300:
            headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            body = None if operation.current().secret else response.get_data()
            replays.keep(session, digest, response.status_code, headers, body)
        else:
            replays.forget(session, digest)
    return response


def _fingerprint() -> str:
    """Of method, address and body, without what divides the parts of a form: most clients draw it anew."""
    request.max_content_length = largest_body()
    body = request.get_data(cache=True)
    boundary = request.mimetype_params.get("boundary", "").encode(errors="replace")
    if boundary and request.mimetype == "multipart/form-data":
        body = body.replace(b"--" + boundary, b"--")
    return _sha256(request.method.encode(), request.full_path.encode(), request.mimetype.encode(), body)


def _sha256(*parts: bytes) -> str:
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()
