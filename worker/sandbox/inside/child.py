"""The child: reads the upload, runs it and sends back what it returned. Locked before it reads a byte."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]
import itertools
import marshal
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import calling, codec, inputs, loading, protocol, stream, targets
from .trouble import TimeUp, Trouble, at_line, of_exception

JOB_DESCRIPTOR = 3
on_signal: Callable[..., Any] = _signal.signal
"""`signal.signal` without the search for names of signals and handlers, which costs a child more."""


def set_alarms(wall_seconds: float, cpu_seconds: int) -> None:
    """Turn the first time limit that is reached into an exception; the zygote kills who catches it.

    At half of either limit an alarm ends what runs outside of functions. Those of the wall clock are sent
    by the zygote, which knows when the job began, and how busy the machine is (`deadline`).
    """
    on_signal(signal.SIGALRM, _half_then(f"Stopped after more than {wall_seconds:g} s:"))
    on_signal(signal.SIGXCPU, lambda *_: stream.alarm.ring(f"Stopped after {cpu_seconds} s of computing:"))
    on_signal(signal.SIGPROF, lambda *_: loading.pace.end())
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds / 2)


def _half_then(said: str) -> Callable[..., None]:
    rings = itertools.count()
    return lambda *_: stream.alarm.ring(said) if next(rings) else loading.pace.end()


def main(memory_bytes: int, descriptor: int = JOB_DESCRIPTOR) -> None:
    """Serve one job on the job socket."""
    memory_mb = memory_bytes >> 20
    reader, writer = stream.Reader(descriptor), stream.Writer(descriptor)
    writer.frame(protocol.LOCKED)
    sys.stdout, sys.stderr = stream.Printed(1), stream.Printed(2)
    try:
        source = reader.block()
        rows, code, calls = marshal.loads(reader.block())  # noqa: S302 - the worker wrote it with this Python
        wanted = [targets.Wanted(*row) for row in rows]
        driver, planned = _driver(code), inputs.Inputs(reader.block())
        upload = loading.load(source, memory_mb)
        targets.refuse_if_nothing_came(wanted, upload)
        writer.frame(protocol.LOADED, (tuple(upload.notes),))
        server = _Server(_find_all(wanted, upload), driver, planned, upload, writer)
        for index, call in enumerate(calls):
            server.serve(index, calling.Asked(*call))
        writer.frame(protocol.DONE)
    except BaseException as error:
        writer.frame(protocol.STOPPED, of_exception(error, memory_mb))


def _find_all(wanted: list[targets.Wanted], upload: loading.Upload) -> dict[str, targets.Found | Trouble]:
    functions: dict[str, targets.Found | Trouble] = {}
    for want in wanted:
        try:
            functions[want.function] = targets.find(want, upload)
        except TimeUp:
            raise
        except BaseException as error:
            functions[want.function] = calling.explain(error, upload, None)
    return functions


def _driver(code: bytes) -> dict[str, Any]:
    """The names that the driver defines; it is ours, and runs before the upload does."""
    names: dict[str, Any] = {}
    if code:
        exec(marshal.loads(code), names)  # noqa: S102, S302 - the worker compiled it with this Python
    return names


@dataclass
class _Server:
    """Answers calls, one frame each."""

    functions: dict[str, targets.Found | Trouble]
    driver: dict[str, Any]
    planned: inputs.Inputs
    upload: loading.Upload
    writer: stream.Writer

    def serve(self, index: int, asked: calling.Asked) -> None:
        """Answer one call; only a time limit ends the run."""
        found: list[targets.Found] = []
        for name in asked.through or (asked.function,):
            target = self.functions[name]
            if isinstance(target, Trouble):
                self._fault(index, target)
                return
            found.append(target)
        own = calling.has_own_cache(asked, found[0])
        forward_args = self.planned.value(asked.forward_args) if own else None
        args = self.planned.value(asked.args)
        asked = calling.Asked(asked.function, args, forward_args, *asked[3:])
        try:
            if asked.through:
                answer = calling.drive(asked, self.driver[asked.function], found)
            else:
                answer = calling.answer(asked, found[0])
            self.writer.frame(protocol.RETURNED, (index, *answer))
        except TimeUp:
            raise
        except BaseException as error:
            self._fault(index, self._explained(error, asked, found[0]))

    def _explained(self, error: BaseException, asked: calling.Asked, found: targets.Found) -> Trouble:
        if isinstance(error, codec.CodecError):
            return at_line("bad_value", f"{found.title} returned too much: {error}.", found.line)
        trouble = calling.explain(error, self.upload, found)
        cache = asked.args[1:2]
        takes_cache_apart = "to unpack" in trouble.message and ".shape" not in (trouble.source_line or "")
        if isinstance(error, ValueError) and takes_cache_apart and cache:
            holds = f"holds {len(cache[0])} arrays" if isinstance(cache[0], tuple) else "is one array"
            trouble = trouble._replace(message=f"{trouble.message}. cache {holds} here.")
        if isinstance(error, MemoryError) and not asked.through:
            self.functions[asked.function] = trouble  # each call would fill it again and use up the time
        return trouble

    def _fault(self, index: int, trouble: Trouble) -> None:
        self.writer.frame(protocol.FAULT, (index, *trouble))
