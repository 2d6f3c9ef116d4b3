"""How many requests a personal token may make, told by the headers of draft-ietf-httpapi-ratelimit-headers.

A course's token is not limited: it acts for a whole course, and a learning system sends in waves.
"""

from __future__ import annotations

from flask import Response, g
from limits import parse

from submissions.api.caller import caller
from submissions.auth.throttle import TooManyError
from submissions.services import services

PER_TOKEN = parse("600 per minute")


def spend() -> None:
    """Count the request. Raises TooManyError (429) beyond the limit."""
    token = caller()
    if token.course_id is not None:
        return
    allowed, g.remaining, g.reset = services().throttle.spend(PER_TOKEN, "token", token.id)
    if not allowed:
        raise TooManyError(g.reset)


def tell(response: Response) -> Response:
    """Put on the answer what is left."""
    if "remaining" in g:
        amount, seconds = PER_TOKEN.amount, PER_TOKEN.get_expiry()
        response.headers["RateLimit-Policy"] = f'"token";q={amount};w={seconds}'
        response.headers["RateLimit"] = f'"token";r={g.remaining};t={g.reset}'
    return response
