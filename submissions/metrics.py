"""GET /metrics: the operator's numbers, in the text format of Prometheus.

They are read from the record when they are asked for, so every web process tells the same, and a start anew
forgets nothing. Verdicts that are old enough to be followed by none from before are counted once and then
remembered; a scrape reads only those that came since.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from submissions.database import Database
from submissions.problems import ProblemError
from submissions.queue import Queue
from submissions.services import services
from submissions.settings import LOOPBACK, Settings
from submissions.store import measurements, waiting
from submissions.store.measurements import BOUNDS, BROKEN, STAGES, Counts

SETTLED = timedelta(minutes=2)
"""A verdict's moment is taken before its commit, which may wait; after so long none from before comes."""
TALLY = "dout.tally"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
NOT_OPEN = (
    "The numbers are for the operator: set DOUT_METRICS_TOKEN and send it as `Authorization: Bearer …`. "
    "Without a token they can be read on the service's own machine only, if it serves no other."
)

metrics = Blueprint("metrics", __name__)
log = structlog.get_logger()


@metrics.get("/metrics")
def show() -> Response:
    """The numbers of this moment; 401 for everybody but the operator."""
    part = services()
    _admit(part.settings)
    registry = CollectorRegistry()
    registry.register(_FromRecord(part.database, part.queue, current_app.extensions[TALLY]))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def install(app: Flask) -> None:
    """Add the address to `app`."""
    app.register_blueprint(metrics)
    app.extensions[TALLY] = Tally()


def _admit(settings: Settings) -> None:
    """Let the operator in: by the token, or, where none is set, from a machine that serves only itself."""
    if settings.metrics_token:
        given = request.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            return
    elif _is_private(settings):
        return
    raise ProblemError(401, NOT_OPEN, headers={"WWW-Authenticate": "Bearer"})


def _is_private(settings: Settings) -> bool:
    """A proxy on this machine would ask from a loopback address, too, whoever asks the proxy."""
    public = urlsplit(settings.url()).hostname in LOOPBACK and settings.is_loopback()
    direct = not any(name in request.headers for name in FORWARDED)
    return public and direct and request.remote_addr in LOOPBACK


class Tally:
    """What this process has counted for good, by outcome, and until which moment."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: datetime | None = None
        self._settled: dict[str, Counts] = {}

    def counts(self, database: Database, now: datetime) -> list[Counts]:
        """All verdicts by outcome."""
        with self._lock, database.read() as session:
            until = max(now - SETTLED, self._until or now - SETTLED)
            new = measurements.counts(session, self._until, until)
            self._settled = _together([*self._settled.values(), *new])
            self._until = until
            fresh = measurements.counts(session, until, None)
            return list(_together([*self._settled.values(), *fresh]).values())


def _together(found: Iterable[Counts]) -> dict[str, Counts]:
    """Counts of the same outcome added up."""
    sums: dict[str, Counts] = {}
    for one in found:
        other = sums.get(one.outcome)
        sums[one.outcome] = one if other is None else other.plus(one)
    return dict(sorted(sums.items()))


class _FromRecord(Collector):
    """Asks record and broker. What cannot be asked is left out: a gap says more than a zero."""

    def __init__(self, database: Database, queue: Queue, tally: Tally) -> None:
        self._database, self._queue, self._tally = database, queue, tally

    def collect(self) -> Iterator[Metric]:
        """Every metric."""
        now = datetime.now(UTC)
        yield from self._waiting(now)
        yield from _histories(self._tally.counts(self._database, now))
        yield from self._broker()

    def _waiting(self, now: datetime) -> Iterator[Metric]:
        with self._database.read() as session:
            states, oldest = waiting.states(session), waiting.oldest_waiting(session)
            regrades = waiting.regrades(session)
        by_state = GaugeMetricFamily("dout_submissions", "Submissions by state.", labels=["state"])
        for state, count in states.items():
            by_state.add_metric([state.value], count)
        age = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        yield by_state
        yield GaugeMetricFamily(
            "dout_oldest_waiting_seconds", "Longest time that one waits for its first verdict.", value=age
        )
        yield GaugeMetricFamily(
            "dout_regrades_waiting", "Submissions that wait for a new one.", value=regrades
        )

    def _broker(self) -> Iterator[Metric]:
        try:
            messages, workers = self._queue.waiting(), self._queue.workers()
            restarts = self._queue.sandbox_restarts()
        except Exception as error:
            log.warning("the broker does not answer", error=str(error))
            yield GaugeMetricFamily("dout_broker_up", "Whether the broker answers.", value=0)
            return
        yield GaugeMetricFamily("dout_broker_up", "Whether the broker answers.", value=1)
        yield GaugeMetricFamily("dout_queue_messages", "Messages that wait in the broker.", value=messages)
        yield CounterMetricFamily(
            "dout_sandbox_restarts", "Sandboxes that were started anew: used up, or broken.", value=restarts
        )
        yield GaugeMetricFamily("dout_workers", "Workers heard of in the last 100 s.", value=len(workers))
        processes = GaugeMetricFamily(
            "dout_worker_processes", "Grading processes of each worker that was heard of.", labels=["worker"]
        )
        for worker in workers:
            processes.add_metric([worker.name], worker.processes)
        yield processes


def _histories(found: list[Counts]) -> Iterator[Metric]:
    verdicts = CounterMetricFamily("dout_verdicts", "First verdicts by outcome.", labels=["outcome"])
    retries = sum(one.tries - one.verdicts for one in found if one.outcome != BROKEN)
    for one in found:
        verdicts.add_metric([one.outcome], one.verdicts)
    yield verdicts
    yield CounterMetricFamily("dout_retries", "Tries that a fault of ours made necessary.", value=retries)
    stages = HistogramMetricFamily(
        "dout_stage_seconds", "Time of a submission in each stage on its way.", labels=["stage"]
    )
    for stage in STAGES:
        within = [sum(one.within[stage][at] for one in found) for at in range(len(BOUNDS))]
        buckets = [(str(bound), float(count)) for bound, count in zip(BOUNDS, within, strict=True)]
        buckets.append(("+Inf", float(sum(one.verdicts for one in found))))
        stages.add_metric([stage], buckets, sum(one.seconds[stage] for one in found))
    yield stages
