"""How far a job is, for whoever looks from another thread while it runs.

It is a hint: a child that lies about it deceives nobody but its author, and a job that had to be sent twice
seems further than it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from grader.messages import Call, Job


class Progress:
    """Counts the answers to a job's calls, by what is called."""

    def __init__(self) -> None:
        self._of: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._next: Iterator[str] = iter(())

    def whole(self, job: Job) -> None:
        """This is the job, as far as it can be run at once."""
        self._of = Counter(_names(job.calls))

    def begin(self, calls: Iterable[Call]) -> None:
        """These calls are sent now; they are answered in their order."""
        self._next = _names(calls)

    def hear(self) -> None:
        """The next of them is answered."""
        if name := next(self._next, ""):
            self._answered[name] += 1

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many calls have been answered, and how many there are, by name; empty before the job begins."""
        return {name: (min(self._answered[name], most), most) for name, most in self._of.items()}


def _names(calls: Iterable[Call]) -> Iterator[str]:
    """The function; or those that work together in a call of the driver."""
    return (" + ".join(call.through) or call.function for call in calls)
