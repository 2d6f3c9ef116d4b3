"""Where requests about LTI may go: to hosts of a platform that an operator confirmed, over TLS, and by the
same guard as webhooks, so that no platform's message leads them into our own network.

Hosts of DOUT_WEBHOOK_ALLOW may be in a private network, and may be asked without TLS.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from submissions.settings import Settings
from submissions.webhooks.addresses import AddressError, Target, allowed_hosts, is_allowed, parse
from submissions.webhooks.sending import Answer, NoAnswerError, Sender

MOST_BYTES = 4 * 1024 * 1024
"""Of an answer: a thousand members take less."""
HOST = re.compile(
    r"\.?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[?[0-9a-f:]+\]?"
)


class ServiceError(Exception):
    """A platform's service did not do it. `status` is that of its answer, if there was one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def checked(settings: Settings, url: str) -> Target:
    """The URL taken apart.

    Raises:
        AddressError: no request may go there.
    """
    allowed = allowed_hosts(settings.webhook_allow)
    target = parse(url, allowed)
    if not target.secure and not is_allowed(target, allowed):
        raise AddressError("The address must begin with https://.")
    return target


def is_of(hosts: str, url: str) -> bool:
    """Whether the URL leads to one of the hosts, as `LtiPlatform.hosts` has them."""
    host = (urlsplit(url).hostname or "").lower().removesuffix(".")
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts.split())


class Services:
    """Asks the services of platforms."""

    def __init__(self, settings: Settings, sender: Sender | None = None) -> None:
        self._settings = settings
        self._sender = sender or Sender(allowed_hosts(settings.webhook_allow))

    def ask(
        self, hosts: str, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        """The answer, whose status is 2xx.

        Args:
            hosts: those that an operator confirmed.

        Raises:
            ServiceError: another answer came, or none; or nothing may be sent there.
        """
        if not is_of(hosts, url):
            host = urlsplit(url).hostname
            raise ServiceError(f"Nothing is sent to {host}: no operator has confirmed it for this platform.")
        try:
            checked(self._settings, url)
            answer = self._sender.fetch(method, url, {"user-agent": "Dout", **headers}, body, MOST_BYTES)
        except (AddressError, NoAnswerError) as error:
            raise ServiceError(str(error)) from None
        if not 200 <= answer.status < 300:
            raise ServiceError(f"The answer was {answer.status}.", answer.status)
        return answer


def as_json(answer: Answer) -> Any:
    """The body as JSON. Raises ServiceError."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise ServiceError("The answer is no JSON, or too long.", answer.status) from None
