"""One message, sent once: to an address that was looked up and judged, bounded in time and in size.

The connection goes to the judged address itself; the name stands in the Host header and is what the
certificate of the receiver must be for. Redirects are answers like others: they are not followed. No proxy is
used, since the proxy would look the name up anew.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache

from submissions.webhooks.addresses import AddressError, Resolver, Target, by_system, parse, resolve

CONNECT_SECONDS = 5.0
"""Time for one address to take up the line."""
WHOLE_SECONDS = 10.0
"""Time for everything: a receiver that sends a byte now and then holds up nothing for longer."""
MOST_BYTES = 16 * 1024
"""Of an answer no more is read; nothing is done with it."""


@dataclass(frozen=True)
class Outcome:
    """What came of it: the `status` of the answer, or an `error` in words where there was none."""

    status: int | None
    error: str | None

    @property
    def taken(self) -> bool:
        """Whether the receiver has it: the Standard Webhooks rules say, by any status 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no more messages (410)."""
        return self.status == http.client.GONE


@dataclass(frozen=True)
class Answer:
    """What came back; the names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class NoAnswerError(Exception):
    """Nothing came back that can be used; the message says why, and holds nothing that the receiver sent."""


class Sender:
    """Sends messages, asks for answers; `resolver` looks names up, `whole_seconds` is the limit of one try.

    Which certificates are believed is this machine's choice (or SSL_CERT_FILE's), unless `trust` says it.
    """

    def __init__(
        self,
        allowed: frozenset[str] = frozenset(),
        resolver: Resolver = by_system,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolver = resolver
        self._whole_seconds = whole_seconds
        self._trust = trust

    def send(self, url: str, headers: dict[str, str], body: bytes) -> Outcome:
        """Send it; whatever goes wrong is an outcome, too."""
        try:
            answer = self.fetch("POST", url, headers, body, MOST_BYTES)
        except (AddressError, NoAnswerError) as error:
            return Outcome(None, str(error))
        return Outcome(answer.status, _says(answer.status))

    def fetch(self, method: str, url: str, headers: dict[str, str], body: bytes | None, most: int) -> Answer:
        """The answer, of whatever status; of its body the first `most` bytes.

        Raises:
            AddressError: nothing may be sent there, or the name is not known.
            NoAnswerError: none came, or not in time.
        """
        target = parse(url, self._allowed)
        addresses = resolve(target, self._allowed, self._resolver)
        watch = _Watch()
        try:
            with _ended_after(self._whole_seconds, watch):
                trust = self._trust or (_trust() if target.secure else None)
                connection = _Pinned(target, addresses, watch, self._whole_seconds, trust)
                try:
                    connection.request(method, target.path, body, headers)
                    with connection.getresponse() as answer:
                        content = answer.read(most)
                finally:
                    connection.close()
                    watch.let_go()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswerError(self._too_late(watch) or _why(error)) from None
        if watch.over:  # an answer that was cut off may look like a short one
            raise NoAnswerError(self._too_late(watch))
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)

    def _too_late(self, watch: _Watch) -> str:
        return f"No whole answer came within {self._whole_seconds:g} seconds." if watch.over else ""


class _Watch:
    """Ends a connection from outside, when its time is over."""

    def __init__(self) -> None:
        self.over = False
        self.plain: socket.socket | None = None

    def ring(self) -> None:
        """Whoever waits for a byte on the line gets to know that none comes."""
        self.over = True
        held = self.plain
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """Close this hold on the line, once nobody reads from it any more."""
        held, self.plain = self.plain, None
        if held is not None:
            held.close()


@contextmanager
def _ended_after(seconds: float, watch: _Watch) -> Iterator[None]:
    timer = threading.Timer(seconds, watch.ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Pinned(http.client.HTTPConnection):
    """A connection to addresses that are known already; host and port are for the headers."""

    def __init__(
        self,
        target: Target,
        addresses: Sequence[str],
        watch: _Watch,
        timeout: float,
        trust: ssl.SSLContext | None,
    ) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.default_port = 443 if target.secure else 80  # which is left out of the Host header
        self._target = target
        self._addresses = addresses
        self._watch = watch
        self._trust = trust

    def connect(self) -> None:
        """Take up the line, to the first address that answers."""
        plain = _connected(self._addresses, self._target.port)
        # The timer's hold on the line: it outlives what TLS does to the socket.
        self._watch.plain = plain.dup()
        plain.settimeout(self.timeout)
        self.sock = plain
        if self._watch.over:
            raise TimeoutError
        if self._target.secure and self._trust is not None:
            self.sock = self._trust.wrap_socket(plain, server_hostname=self._target.host)


def _connected(addresses: Sequence[str], port: int) -> socket.socket:
    for at, address in enumerate(addresses):
        try:
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
        except OSError:
            if at == len(addresses) - 1:
                raise
    raise OSError("no address")


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _says(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return f"The answer was {status}: redirects are not followed. Write the address it leads to."
    return f"The answer was {status} {http.client.responses.get(status, '')}".strip() + "."


def _why(error: Exception) -> str:
    """In words: nothing of what the receiver sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The receiver's certificate is not believed: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return "No encrypted connection came about."
    if isinstance(error, TimeoutError):
        return "The receiver did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "The receiver refuses connections."
    if isinstance(error, http.client.HTTPException):
        return "What came back is no answer in HTTP."
    return "The receiver cannot be reached."
