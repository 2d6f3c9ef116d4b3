"""What a report says, in short: what stopped the upload, which checks failed, and which mistakes were named.

A verdict is never changed, so what its report says is remembered by the verdict's id: to read thousands of
long reports anew for each page would take seconds.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sys import intern
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from submissions.pages.reading import flag, items, mapping, text
from submissions.store import latest

TYPED = "typed in"
"""Stands in the place of a function for answers."""
LONGEST_SENTENCE = 120
REMEMBERED = 20_000
"""Verdicts that are remembered; each takes less than a kilobyte."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, wherever it was tried."""

    function: str
    title: str
    equation: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What one report says. `mistakes` are pairs of a misconception's id and the function it was seen in.

    `said` is of each of them, sorted, the first sentence that the student reads.
    """

    fault: str
    tried: tuple[Check, ...]
    passed: tuple[Check, ...]
    mistakes: frozenset[tuple[str, str]]
    said: tuple[str, ...] = ()


def read(report: Mapping[str, Any]) -> Findings:
    """What a report says; whatever is missing or of another kind in it is left out."""
    tried = [(_check(f, c), c) for f in items(report, "functions") for c in items(f, "checks")]
    tried += [(_answer(answer), answer) for answer in items(report, "answers")]
    said = {
        (intern(named), check.function): intern(_first_sentence(text(found, "message")))
        for check, found in reversed(tried)
        if (named := text(found, "misconception")) and not flag(found, "passed")
    }
    return Findings(
        fault=intern(text(mapping(report, "fault"), "kind")),
        tried=tuple(check for check, _ in tried),
        passed=tuple(check for check, found in tried if flag(found, "passed")),
        mistakes=frozenset(said),
        said=tuple(said[pair] for pair in sorted(said)),
    )


def of_verdicts(session: Session, verdicts: Mapping[str, str]) -> dict[str, Findings]:
    """What these verdicts say, by the submission's id, as the verdicts' ids are."""
    known = _MEMORY.known(verdicts.values())
    missing = [verdict_id for verdict_id in verdicts.values() if verdict_id not in known]
    if missing:
        found = {verdict_id: read(report) for verdict_id, report in latest.reports(session, missing)}
        _MEMORY.learn(found)
        known |= found
    return {id_: known[verdict_id] for id_, verdict_id in verdicts.items() if verdict_id in known}


class _Memory:
    """Findings by the verdict's id: the ones used longest ago are forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Findings] = OrderedDict()
        self._lock = Lock()

    def known(self, ids: Iterable[str]) -> dict[str, Findings]:
        with self._lock:
            found = {id_: self._kept[id_] for id_ in ids if id_ in self._kept}
            for id_ in found:
                self._kept.move_to_end(id_)
        return found

    def learn(self, found: Mapping[str, Findings]) -> None:
        with self._lock:
            self._kept.update(found)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)


_MEMORY = _Memory()
_CHECKS: dict[Check, Check] = {}


def _first_sentence(message: str) -> str:
    return message.partition("\n")[0].partition(". ")[0].removesuffix(".")[:LONGEST_SENTENCE]


def _check(function: Mapping[str, Any], check: Mapping[str, Any]) -> Check:
    title = text(check, "title") or text(check, "name") or "Check"
    return _one(Check(text(function, "name") or "function", title, text(check, "equation")))


def _answer(answer: Mapping[str, Any]) -> Check:
    title = f"({text(answer, 'name')}) {text(answer, 'title')}"
    return _one(Check(TYPED, title, text(answer, "equation")))


def _one(check: Check) -> Check:
    """The same object for the same check: thousands of reports tell of the same few."""
    if len(_CHECKS) > 10_000:
        _CHECKS.clear()
    return _CHECKS.setdefault(check, check)
