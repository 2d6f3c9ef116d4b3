"""The child: reads the upload, runs it and sends back what it returned. Locked before it reads a byte."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

from . import calling, codec, loading, protocol, stream, targets
from .trouble import TimeUp, Trouble, at_line, of_exception

JOB_DESCRIPTOR = 3
TIME_TO_EXPLAIN = 0.1
"""Seconds between the alarm, which names the line, and the zygote's kill."""


def set_alarms(wall_seconds: float, cpu_seconds: int) -> None:
    """Turn the first time limit that is reached into an exception; the zygote kills who catches it."""
    _raise_on(signal.SIGALRM, f"Stopped after {wall_seconds:g} s:")
    _raise_on(signal.SIGXCPU, f"Stopped after {cpu_seconds} s of computing:")
    signal.setitimer(signal.ITIMER_REAL, max(wall_seconds - TIME_TO_EXPLAIN, 0.01))


def _raise_on(number: int, said: str) -> None:
    def stop(*_: object) -> NoReturn:
        raise TimeUp(said)

    signal.signal(number, stop)


def main(memory_bytes: int) -> None:
    """Serve one job on the job socket."""
    memory_mb = memory_bytes >> 20
    reader, writer = stream.Reader(JOB_DESCRIPTOR), stream.Writer(JOB_DESCRIPTOR)
    writer.frame(protocol.LOCKED)
    sys.stdout, sys.stderr = stream.Printed(1), stream.Printed(2)
    try:
        source = reader.block()
        wanted = [targets.Wanted(*row) for row in codec.decode(reader.block())]
        (count,) = codec.decode(reader.block())
        upload = loading.load(source, memory_mb)
        writer.frame(protocol.LOADED, (tuple(upload.notes),))
        functions = _find_all(wanted, upload)
        for index in range(count):
            asked = calling.Asked(*codec.decode(reader.block()))
            _serve(index, asked, functions, upload, writer)
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


def _serve(
    index: int,
    asked: calling.Asked,
    functions: dict[str, targets.Found | Trouble],
    upload: loading.Upload,
    writer: stream.Writer,
) -> None:
    """Answer one call; only a time limit ends the run."""
    found = functions[asked.function]
    if isinstance(found, Trouble):
        writer.frame(protocol.FAULT, (index, *found))
        return
    try:
        answer = calling.answer(asked, found)
        writer.frame(protocol.RETURNED, (index, *answer))
    except TimeUp:
        raise
    except codec.CodecError as error:
        trouble = at_line("bad_value", f"{found.title} returned too much: {error}.", found.line)
        writer.frame(protocol.FAULT, (index, *trouble))
    except BaseException as error:
        trouble = calling.explain(error, upload, found)
        if isinstance(error, MemoryError):  # filling it again with each call would only use up the time
            functions[asked.function] = trouble
        writer.frame(protocol.FAULT, (index, *trouble))
