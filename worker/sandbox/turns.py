"""A function that ended the process must not cost the others their points: they get a run of their own.

The first run calls everything. When it ends early, the calls of functions that never had their turn are run
again without the one that ended it; so an upload costs at most `MAX_RUNS` forks, and not much more than the
longest time of one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from grader.messages import Fault, Job, Run
from worker.sandbox.limits import Limits

MAX_RUNS = 3
STDOUT_LENGTH = 4096


def run(job: Job, limits: Limits, once: Callable[[Job, Limits], Run]) -> Run:
    """Run `job` with `once`, and once more for functions that an earlier one kept from their turn."""
    began = time.monotonic()
    first = once(job, limits)
    replies, stdout = list(first.replies), first.stdout
    rest = kept_waiting(job, first)
    for _ in range(MAX_RUNS - 1):
        left = limits.after(time.monotonic() - began)
        if not rest or left is None:
            break
        part = replace(job, calls=tuple(job.calls[i] for i in rest))
        again = once(part, left)
        for position, reply in zip(rest, again.replies, strict=True):
            replies[position] = reply
        stdout += again.stdout
        rest = tuple(rest[i] for i in kept_waiting(part, again))
    return replace(first, replies=tuple(replies), stdout=stdout[:STDOUT_LENGTH])


def kept_waiting(job: Job, run: Run) -> tuple[int, ...]:
    """Positions of the calls of functions that were to come after the one that ended the run."""
    if run.fault is not None or not run.replies or not isinstance(run.replies[-1], Fault):
        return ()
    end = run.replies[-1]
    unanswered = [i for i, reply in enumerate(run.replies) if reply is end]
    culprit = job.calls[unanswered[0]].function
    unanswered = [i for i in unanswered if culprit not in job.calls[i].through]
    started = {call.function for call, reply in zip(job.calls, run.replies, strict=True) if reply is not end}
    waiting = {job.calls[i].function for i in unanswered} - {culprit} - started
    return tuple(i for i in unanswered if job.calls[i].function in waiting)
