"""What a tutor sees of an assignment: counts, charts, pass rates, and mistakes as clusters. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from submissions.models import Assignment, State
from submissions.pages import numbers
from submissions.pages.languages import say
from submissions.pages.teaching.bar_charts import Bar, BarChart, histogram
from submissions.pages.teaching.findings import Check, Findings
from submissions.pages.teaching.selection import Selection
from submissions.pages.teaching.standings import Person
from submissions.pages.teaching.timeline import timeline
from submissions.pages.titles import fault_title, mistake, told
from submissions.wording import later

MANY_ATTEMPTS = 10


@dataclass(frozen=True)
class CheckRate:
    """How many of the latest results passed a check; `selection` are those that did not."""

    check: Check
    passed: int
    judged: int
    selection: Selection

    @property
    def share(self) -> float:
        """The part that passed, between 0 and 1."""
        return numbers.share(self.passed, self.judged)


@dataclass(frozen=True)
class Cluster:
    """A mistake, or what stopped uploads (`kind` is its id), and how many latest results have it."""

    kind: str
    function: str
    count: int
    selection: Selection
    says: str = ""
    """What most of these people read about it."""

    @property
    def name(self) -> str:
        """Its title in the reader's language."""
        return mistake(self.kind) if self.function else fault_title(self.kind)

    @property
    def label(self) -> str:
        """The title, and where."""
        return f"{self.name} ({self.function})" if self.function else self.name


@dataclass(frozen=True)
class Overview:
    """The first page of a tutor; students only. `submitted` to `median` are numbers of people and points."""

    members: int
    submitted: int
    waiting: int
    broken: int
    full: int
    median: str
    rates: tuple[CheckRate, ...]
    clusters: tuple[Cluster, ...]
    charts: tuple[BarChart, ...]


def overview(
    members: int,
    own: Sequence[Person],
    known: Mapping[str, Findings],
    max_points: float,
    assignment: Assignment,
) -> Overview:
    """Count everyone's attempts.

    Args:
        members: how many students there are.
        own: each one that has handed in.
        known: what the reports on the newest attempts say, by the submission's id.
    """
    points = [one.counted.points for one in own if one.counted.points is not None]
    found = list(known.values())
    rates = _rates(found)
    clusters = _clusters(found)
    return Overview(
        members=members,
        submitted=len(own),
        waiting=sum(one.latest.state in {State.QUEUED, State.RUNNING} for one in own),
        broken=sum(one.latest.state is State.BROKEN for one in own),
        full=sum(value >= max_points for value in points),
        median=numbers.points(median(points)) if points else "–",
        rates=rates,
        clusters=clusters,
        charts=(
            BarChart(
                "points",
                later("Points that count"),
                later("Points"),
                later("people"),
                histogram(points, max_points),
            ),
            _until_full(own),
            _timeline(own, assignment),
            _checks(rates),
            BarChart(
                "mistakes",
                later("What goes wrong"),
                later("Mistake"),
                "people",
                tuple(Bar(partial(getattr, c, "label"), c.count) for c in clusters),
            ),
        ),
    )


def _rates(found: Iterable[Findings]) -> tuple[CheckRate, ...]:
    passed: Counter[Check] = Counter()
    judged: Counter[Check] = Counter()
    for one in found:
        passed.update(one.passed)
        judged.update(one.tried)
    return tuple(
        CheckRate(check, passed[check], count, Selection(check=check.title, function=check.function))
        for check, count in judged.items()
    )


def _clusters(found: Sequence[Findings]) -> tuple[Cluster, ...]:
    mistakes = Counter(pair for one in found for pair in one.mistakes)
    faults = Counter(one.fault for one in found if one.fault)
    said: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        for pair, sentence in zip(sorted(one.mistakes), one.said, strict=False):
            said.setdefault(pair, Counter())[sentence] += 1
    clusters = [
        Cluster(
            name,
            function,
            count,
            Selection(mistake=name, function=function),
            said[name, function].most_common(1)[0][0] if (name, function) in said else "",
        )
        for (name, function), count in mistakes.items()
    ]
    clusters += [Cluster(kind, "", count, Selection(fault=kind)) for kind, count in faults.items()]
    return tuple(sorted(clusters, key=lambda cluster: (-cluster.count, cluster.kind, cluster.function)))


def _until_full(own: Iterable[Person]) -> BarChart:
    """At which attempt people had all points for the first time."""
    firsts = Counter(one.full_at for one in own)
    bars = [Bar(str(number), firsts[number]) for number in range(1, MANY_ATTEMPTS)]
    many = sum(count for number, count in firsts.items() if number >= MANY_ATTEMPTS)
    bars += [
        Bar(lambda: say("%(most)s or more", most=MANY_ATTEMPTS), many),
        Bar(lambda: say("not yet"), firsts[0]),
    ]
    return BarChart(
        "attempts", later("Attempts until all points"), later("Attempts"), later("people"), tuple(bars)
    )


def _timeline(own: Iterable[Person], assignment: Assignment) -> BarChart:
    moments = [moment for one in own for moment in one.moments]
    bars, due = timeline(moments, assignment.due_at, assignment.course.time_zone)
    return BarChart(
        "timeline",
        later("When people hand in"),
        later("From"),
        later("attempts"),
        bars,
        due,
        later("deadline"),
    )


def _checks(rates: Sequence[CheckRate]) -> BarChart:
    bars = tuple(Bar(partial(_of_check, rate.check), rate.passed) for rate in rates)
    return BarChart("checks", later("Who passes each check"), later("Check"), "people", bars)


def _of_check(check: Check) -> str:
    return f"{told(check.title)} ({check.function})"
