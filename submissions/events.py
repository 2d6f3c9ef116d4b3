"""A submission on its way as server-sent events (HTML Standard, section 9.2), for pages and for programs.

Each event tells where the submission is, whole, so who missed some needs only the newest. Its `id` says
the same in short: with it in `Last-Event-ID` only what is new since then is sent. The record is asked, so a
stream may begin at any web process. An open stream holds a thread of the web server; therefore it ends after
a while, when the client asks anew by itself, and only some of the threads may be held so.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Protocol

from flask import Flask, Response, current_app

from submissions.database import Database
from submissions.models import State, Submission
from submissions.problems import ProblemError
from submissions.services import services
from submissions.store import progress, waiting

FINAL = frozenset({State.GRADED, State.BROKEN})
LIFE_SECONDS = 60.0
"""A stream ends after this long; the client comes back with the id of the last event it has."""
LOOK_SECONDS = 0.3
"""How often the record is asked."""
HEARTBEAT_SECONDS = 5.0
"""After so long without an event a comment is sent: proxies keep the line open, and who left is noticed."""
RETRY_SECONDS = 20
KEY = "dout.events"
OVER = "dout.events.over"


@dataclass(frozen=True)
class Step:
    """Where a submission is: its state, the place in the queue from 1 (None unless queued), its tries.

    `calls` says how far a grading is that takes a while: by the name of what is called, how many calls have
    been answered, and how many there are.
    """

    state: State
    place: int | None
    tries: int
    calls: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def is_last(self) -> bool:
        """Whether it is graded, or broken."""
        return self.state in FINAL

    @property
    def id(self) -> str:
        """Another one whenever the step is another one."""
        answered = sum(count for count, _ in self.calls.values())
        return f"{self.state}.{self.place or 0}.{self.tries}" + (f".{answered}" if self.calls else "")

    def event(self) -> str:
        """As it is sent."""
        return f"id: {self.id}\nevent: step\ndata: {json.dumps(asdict(self))}\n\n"


def step(database: Database, submission_id: str) -> Step | None:
    """Where the submission is now; None if it was deleted."""
    with database.read() as session:
        submission = session.get(Submission, submission_id)
        if submission is None:
            return None
        place = waiting.place_in_queue(session, submission)
        return Step(State(submission.state), place, submission.tries, progress.of(session, submission))


class Told(Protocol):
    """What a stream tells of: another `id` whenever it is another one, and the text of its event."""

    @property
    def id(self) -> str:
        """For `Last-Event-ID`."""

    @property
    def is_last(self) -> bool:
        """Whether nothing can come after it."""

    def event(self) -> str:
        """As it is sent."""


def follow(
    look: Callable[[], Told | None],
    seen: str | None = None,
    *,
    life: float = LIFE_SECONDS,
    over: Callable[[], bool] = lambda: False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], object] = time.sleep,
) -> Iterator[str]:
    """The text of the stream, until the submission is final or deleted, or `life` seconds are over.

    Args:
        look: gives the step of now.
        seen: `Last-Event-ID`; that event is not sent again.
        over: whether the server is about to stop, which is not to wait for anybody's stream.
        clock, sleep: the time in seconds.
    """
    yield f"retry: {round(LOOK_SECONDS * 1000)}\n\n"
    began = spoke = clock()
    while (now := look()) is not None:
        if now.id != seen:
            yield now.event()
            seen, spoke = now.id, clock()
        if now.is_last or clock() - began >= life or over():
            return
        if clock() - spoke >= HEARTBEAT_SECONDS:
            yield ": still here\n\n"
            spoke = clock()
        sleep(LOOK_SECONDS)


def response(submission_id: str, seen: str | None) -> Response:
    """The answer that streams a submission's way. Whether the person may see it, is for the caller to ask.

    Nothing new can come after the last step: who has seen it gets 204, by which an `EventSource` ends.

    Raises:
        ProblemError: 503 with Retry-After while too many streams are open; polling works all the same.
    """
    database = services().database
    now = step(database, submission_id)
    if now is not None and now.is_last and now.id == seen:
        return Response(status=204)
    return stream(lambda: step(database, submission_id), seen)


def stream(look: Callable[[], Told | None], seen: str | None, every: float = LOOK_SECONDS) -> Response:
    """The answer that streams what `look` gives, asked every so many seconds. Raises ProblemError 503."""
    slots = _slots()
    if not slots.acquire(blocking=False):
        raise ProblemError(
            503,
            "Too many pages follow their submissions just now. Ask for the state from time to time instead.",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    over = current_app.extensions.get(OVER, lambda: False)
    lines = follow(look, seen, over=over, sleep=lambda _: time.sleep(every))
    answer = Response(lines, content_type="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # a proxy before us is not to collect the events
    answer.call_on_close(slots.release)
    return answer


def end_when(app: Flask, over: Callable[[], bool]) -> None:
    """End every open stream of the application as soon as `over()` is true."""
    app.extensions[OVER] = over


def _slots() -> threading.BoundedSemaphore:
    """Room for open streams: at most half of this process's threads, so that the others answer everybody."""
    most = max(1, services().settings.web_threads // 2)
    found: threading.BoundedSemaphore = current_app.extensions.setdefault(
        KEY, threading.BoundedSemaphore(most)
    )
    return found
