"""A worker says that it is there as soon as it is ready, with what locks its sandbox."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import redis

from submissions.queue import celery_app
from submissions.settings import Settings
from submissions.workers import EVERY_SECONDS, known
from tests.conftest import SECRET
from worker.heartbeat import SILENT_SECONDS, Heartbeat
from worker.sandbox.host import Sandbox

ROOT = Path(__file__).parents[2]


class Consumer:
    """What Celery hands to `worker_ready`: a name, and the timer of its loop."""

    hostname = "celery@here"

    def __init__(self) -> None:
        self.timer = self
        self.repeated: list[tuple[float, Callable[[], Any]]] = []

    def call_repeatedly(self, seconds: float, function: Callable[[], Any]) -> Consumer:
        self.repeated.append((seconds, function))
        return self

    def cancel(self) -> None:
        self.repeated.pop()


def test_it_says_what_was_seen_at_once_and_again(settings: Settings, broker: redis.Redis) -> None:
    app, consumer = celery_app(settings), Consumer()
    heartbeat = Heartbeat(app, replace(settings, workers=3))
    with Sandbox() as sandbox:
        heartbeat.saw(sandbox)
        layers = set(sandbox.layers) - {"refused", "start_ms"}
    heartbeat.start(consumer)
    (worker,) = known(app)
    assert (worker.name, worker.processes, set(worker.layers)) == ("celery@here", 3, layers)
    broker.flushall()
    ((seconds, again),) = consumer.repeated
    assert seconds == EVERY_SECONDS
    again()
    assert known(app) == [worker]
    app.close()


def test_a_real_worker_is_known_when_it_is_ready(settings: Settings, broker: redis.Redis) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DOUT_DATA_DIR": str(settings.data_dir),
        "DOUT_BROKER_URL": settings.broker_url,
        "DOUT_SECRET_KEY": SECRET,
        "DOUT_WORKERS": "1",
    }
    command = [sys.executable, "-m", "celery", "-A", "worker.app", "worker", "--concurrency", "1"]
    app = celery_app(settings)
    with subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle", "--loglevel", "ERROR", "--hostname", "probe@here"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            end = time.monotonic() + 60
            while not (found := known(app)) and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            process.terminate()
    app.close()
    assert [(worker.name, worker.processes) for worker in found] == [("probe@here", 1)]
    assert "seccomp" in found[0].layers


def test_without_broker_or_sandbox_it_keeps_quiet(settings: Settings) -> None:
    away = replace(settings, broker_url="redis+socket:///nowhere.sock")
    app = celery_app(away)
    heartbeat = Heartbeat(app, away)
    heartbeat.beat()
    with Sandbox() as sandbox:
        heartbeat.saw(sandbox)
    heartbeat.start(Consumer())
    app.close()


def test_a_loop_that_is_silent_hangs_only_if_the_broker_answers(
    settings: Settings, broker: redis.Redis, tmp_path: Path
) -> None:
    app = celery_app(settings)
    heartbeat = Heartbeat(app, settings)
    assert not heartbeat.hangs(time.monotonic() + 9999), "it has not begun"
    heartbeat.start(Consumer())
    assert not heartbeat.hangs(time.monotonic())
    assert heartbeat.hangs(time.monotonic() + SILENT_SECONDS)
    app.close()
    away = celery_app(replace(settings, broker_url=f"redis+socket://{tmp_path}/none.sock"))
    waiting = Heartbeat(away, settings)
    waiting.beat()
    assert not waiting.hangs(time.monotonic() + SILENT_SECONDS)
    away.close()


def test_a_broker_that_comes_back_is_told_again_once(settings: Settings, broker: redis.Redis) -> None:
    app, consumer = celery_app(settings), Consumer()
    heartbeat = Heartbeat(app, settings)
    heartbeat.start(consumer)
    heartbeat.start(consumer)
    assert len(consumer.repeated) == 1
    app.close()
