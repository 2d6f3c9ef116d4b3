"""Faults of an upload: how its process ended, and what it reported, as sentences for its student.

The kind of a fault is never guessed from what was printed. It comes from the wait status, from the bound
that was broken, or from the child's own report; the last may be forged and so can only ever cost points.
"""

from __future__ import annotations

import os
import signal
from typing import Any

from grader.messages import Fault, FaultKind
from worker.sandbox.errors import SandboxBroken
from worker.sandbox.exchange import Outcome
from worker.sandbox.inside import protocol
from worker.sandbox.limits import Limits

MESSAGE_LENGTH = 600
SOURCE_LINE_LENGTH = 200
REPLACEMENT = "\ufffd"

CRASHES: dict[int, str] = {
    signal.SIGSEGV: "a memory access that is not allowed (SIGSEGV)",
    signal.SIGABRT: "an abort (SIGABRT)",
    signal.SIGBUS: "a memory access that is not allowed (SIGBUS)",
    signal.SIGFPE: "a numeric trap (SIGFPE)",
    signal.SIGILL: "an unknown instruction (SIGILL)",
}


def clean(text: str, length: int = MESSAGE_LENGTH) -> str:
    """Text of the child that is fit to store and show: no control characters but newline and tab, and cut.

    NUL would be refused by the database, an escape sequence would reach a terminal, and a lone surrogate
    cannot be encoded.
    """
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return "".join(c if c in "\n\t" or c.isprintable() else REPLACEMENT for c in cut)


def reported(fields: tuple[Any, ...]) -> Fault | None:
    """The fault that the child reports as (kind, message, line, source line); None if that is garbled."""
    match fields:
        case (str(kind), str(message), line, source_line) if kind in set(FaultKind):
            known = type(line) is int and 0 < line < 1 << 31
            text = clean(source_line, SOURCE_LINE_LENGTH) if isinstance(source_line, str) and known else None
            return Fault(FaultKind(kind), clean(message), line if known else None, text)
    return None


def of_end(outcome: Outcome, limits: Limits) -> Fault:
    """Why a child that was locked ended before it had answered.

    Raises:
        SandboxBroken: something from outside killed it; that is not the upload's doing.
    """
    if outcome.excess == "output":
        return Fault(FaultKind.OUTPUT_LIMIT, "The program wrote without end and was stopped. Print less.")
    if outcome.excess == "answers":
        limit = limits.reply_bytes >> 20
        return Fault(FaultKind.OUTPUT_LIMIT, f"The functions returned more than {limit} MB in all.")
    if outcome.excess:
        return Fault(
            FaultKind.FORBIDDEN, "The program interfered with the grader: it sent more than was asked."
        )
    if outcome.reason == protocol.REASON_WALL:
        return Fault(
            FaultKind.TIME_LIMIT,
            f"Stopped after more than {limits.wall_seconds:g} s. "
            "Does it wait for something, or loop without end?",
        )
    if os.WIFSIGNALED(outcome.status):
        return _of_signal(os.WTERMSIG(outcome.status), outcome, limits)
    return Fault(
        FaultKind.CRASH, "The program ended itself before it had answered (os._exit?). Return the gradients."
    )


def _of_signal(number: int, outcome: Outcome, limits: Limits) -> Fault:
    if number == signal.SIGSYS:
        return Fault(
            FaultKind.FORBIDDEN,
            "The program was stopped: it made a system call of another machine, which no computation needs.",
        )
    if number == signal.SIGXCPU or (number == signal.SIGKILL and outcome.cpu_seconds >= limits.cpu_seconds):
        return Fault(
            FaultKind.TIME_LIMIT,
            f"Stopped after {limits.cpu_seconds} s of computing. Is there a loop that never ends?",
        )
    if number == signal.SIGKILL:
        raise SandboxBroken("a run was killed from outside; is the machine out of memory?")
    what = CRASHES.get(number, f"signal {number}")
    return Fault(FaultKind.CRASH, f"The Python process crashed: {what}.")


INTERFERED = Fault(
    FaultKind.FORBIDDEN, "The program interfered with the grader: its answers are not what was asked for."
)
TOO_LARGE = "The file has {size} KiB; at most {limit} KiB can be graded."
