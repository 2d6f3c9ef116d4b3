"""The REST interface of a Dout service, for commands: what it answers, or one sentence of what is wrong."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import requests

from worker.login import Login

TIMEOUT_SECONDS = 30
TRIES = 4
"""How often a request that got no answer is sent: the service knows it again by its key."""
LONGEST_PAUSE = 60.0


class RefusedError(Exception):
    """The service does not do it; the message is its own and says why."""


class NoAnswerError(Exception):
    """The service cannot be reached, or has trouble of its own."""


@dataclass(frozen=True)
class Client:
    """The service of a sign-in."""

    login: Login
    pause: Callable[[float], None] = time.sleep

    def assignments(self) -> list[dict[str, Any]]:
        """Those that the token's person may see."""
        return cast("list[dict[str, Any]]", self._json("GET", "/api/v1/assignments")["assignments"])

    def hand_in(self, assignment_id: str, filename: str, content: bytes) -> dict[str, Any]:
        """Hand a file in; the submission as it was stored."""
        return self._json(
            "POST",
            f"/api/v1/assignments/{assignment_id}/submissions",
            files={"file": (filename, content)},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )

    def submission(self, submission_id: str) -> dict[str, Any]:
        """Where a submission is."""
        return self._json("GET", f"/api/v1/submissions/{submission_id}")

    def _json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """A success's JSON. What is too fast, or comes while the service has no room, is sent again.

        Raises:
            RefusedError, NoAnswerError: see there.
        """
        trouble = ""
        for attempt in range(TRIES):
            try:
                answer = self._send(method, path, **more)
            except requests.RequestException as error:
                trouble = f"{self.login.url} cannot be reached ({type(error).__name__})."
                self.pause(2.0**attempt)
                continue
            if answer.ok:
                return _object(answer)
            trouble = _detail(answer)
            if answer.status_code not in {429, 502, 503, 504}:
                break
            self.pause(min(float(_seconds(answer)), LONGEST_PAUSE))
        else:
            raise NoAnswerError(trouble)
        if answer.status_code >= 500:
            raise NoAnswerError(trouble)
        raise RefusedError(trouble)

    def _send(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.login.token}", **more.pop("headers", {})}
        return requests.request(
            method,
            self.login.url + path,
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,  # the token is for this service and no other
            **more,
        )


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise NoAnswerError("This address answers, but not as Dout does. Is it the right one?")
    return body


def _detail(answer: requests.Response) -> str:
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The service answered {answer.status_code}."


def _seconds(answer: requests.Response) -> int:
    told = answer.headers.get("Retry-After", "")
    return int(told) if told.isascii() and told.isdigit() else 5
