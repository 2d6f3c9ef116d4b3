"""What a tutor sees of an assignment: counts, pass rates, and misconceptions as clusters. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from submissions.models import State
from submissions.pages import numbers
from submissions.pages.reading import items
from submissions.pages.view_report import ReportView, view
from submissions.store.verdicts import Standing

TYPED = "typed in"
"""Stands in the place of a function for answers."""


@dataclass(frozen=True)
class Link:
    """A submission and whose it is."""

    submission_id: str
    name: str


@dataclass(frozen=True)
class CheckRate:
    """How many of the latest results passed a check, and who did not."""

    function: str
    title: str
    equation: str
    passed: int
    judged: int
    failed: tuple[Link, ...]

    @property
    def share(self) -> float:
        """The part that passed, between 0 and 1."""
        return numbers.share(self.passed, self.judged)


@dataclass(frozen=True)
class Cluster:
    """A named mistake and everyone whose latest result has it."""

    name: str
    function: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Bar:
    """A range of points and how many latest results lie in it."""

    label: str
    count: int


@dataclass(frozen=True)
class Overview:
    """The first page of a tutor."""

    members: int
    submitted: int
    waiting: int
    full: int
    median: str
    rates: tuple[CheckRate, ...]
    clusters: tuple[Cluster, ...]
    faults: tuple[Cluster, ...]
    distribution: tuple[Bar, ...]


def overview(
    standings: Sequence[Standing], reports: Mapping[str, Mapping[str, Any]], max_points: float
) -> Overview:
    """Count everyone's latest result.

    Args:
        standings: of every member; `latest` is their newest attempt.
        reports: of those attempts, by the submission's id.
        max_points: of the assignment.
    """
    latest = [s for s in standings if s.latest is not None]
    judged = [
        (Link(s.latest.id, s.name), view(_light(reports[s.latest.id])), s.latest.points or 0.0)
        for s in latest
        if s.latest is not None and s.latest.state is State.GRADED and s.latest.id in reports
    ]
    points = [earned for _, _, earned in judged]
    return Overview(
        members=len(standings),
        submitted=len(latest),
        waiting=sum(s.latest is not None and s.latest.state in {State.QUEUED, State.RUNNING} for s in latest),
        full=sum(report.full for _, report, _ in judged),
        median=numbers.points(median(points)) if points else "–",
        rates=_rates([(link, report) for link, report, _ in judged]),
        clusters=_clusters([(link, report) for link, report, _ in judged]),
        faults=_faults([(link, report) for link, report, _ in judged]),
        distribution=_distribution(points, max_points),
    )


def _light(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report without what is only shown of a single submission, and takes longest to read."""
    functions = [
        {
            **function,
            "checks": [
                {**check, "counterexample": None, "figures": None} for check in items(function, "checks")
            ],
        }
        for function in items(report, "functions")
    ]
    return {**report, "functions": functions}


def _rates(judged: Iterable[tuple[Link, ReportView]]) -> tuple[CheckRate, ...]:
    seen: dict[tuple[str, str], tuple[str, list[bool], list[Link]]] = {}
    for link, report in judged:
        for function in report.functions:
            for check in function.checks:
                key = (function.name, check.title)
                _, passed, failed = seen.setdefault(key, (check.equation, [], []))
                passed.append(check.passed)
                if not check.passed:
                    failed.append(link)
        for answer in report.answers:
            _, passed, failed = seen.setdefault((TYPED, answer.title), (answer.equation, [], []))
            passed.append(answer.passed)
            if not answer.passed:
                failed.append(link)
    return tuple(
        CheckRate(function, title, equation, sum(passed), len(passed), tuple(failed))
        for (function, title), (equation, passed, failed) in seen.items()
    )


def _clusters(judged: Iterable[tuple[Link, ReportView]]) -> tuple[Cluster, ...]:
    found: dict[tuple[str, str], dict[str, Link]] = {}
    for link, report in judged:
        for function in report.functions:
            for check in function.checks:
                if check.misconception and not check.passed:
                    links = found.setdefault((check.misconception, function.name), {})
                    links[link.submission_id] = link
    return _largest_first(found)


def _faults(judged: Iterable[tuple[Link, ReportView]]) -> tuple[Cluster, ...]:
    """Whole uploads that could not be run, by kind of fault."""
    found: dict[tuple[str, str], dict[str, Link]] = {}
    for link, report in judged:
        if report.fault is not None:
            found.setdefault((report.fault.title, ""), {})[link.submission_id] = link
    return _largest_first(found)


def _largest_first(found: Mapping[tuple[str, str], Mapping[str, Link]]) -> tuple[Cluster, ...]:
    clusters = [Cluster(name, function, tuple(links.values())) for (name, function), links in found.items()]
    return tuple(sorted(clusters, key=lambda cluster: (-len(cluster.links), cluster.name, cluster.function)))


def _distribution(points: Sequence[float], max_points: float) -> tuple[Bar, ...]:
    """Four ranges below full points, and full points."""
    edges = [max_points * part / 4 for part in range(5)]
    bars = [
        Bar(
            f"{numbers.points(low)} to less than {numbers.points(high)}",
            sum(low <= p < high for p in points),
        )
        for low, high in pairwise(edges)
    ]
    return (*bars, Bar(f"{numbers.points(max_points)} (all)", sum(p >= max_points for p in points)))
