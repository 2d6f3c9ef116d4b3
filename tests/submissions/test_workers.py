"""What workers say of themselves, on a real broker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from celery import Celery

from submissions.queue import celery_app
from submissions.settings import Settings
from submissions.workers import EVERY_SECONDS, FORGOTTEN_SECONDS, PREFIX, Worker, known, tell

ONE = Worker("celery@one", 2, ("seccomp", "rlimits"), {"userns": "unshare: Operation not permitted"})
TWO = Worker("celery@two", 4, ("seccomp",), {})


@pytest.fixture
def app(settings: Settings, broker: redis.Redis) -> Iterator[Celery]:
    app = celery_app(settings)
    yield app
    app.close()


def test_nothing_is_known_before_a_worker_spoke(app: Celery) -> None:
    assert known(app) == []


def test_workers_are_known_once_each_by_their_last_word(app: Celery) -> None:
    for worker in (TWO, ONE, Worker("celery@two", 1, (), {}), TWO):
        tell(app, worker)
    assert known(app) == [ONE, TWO]


def test_a_worker_that_is_gone_is_forgotten(app: Celery, broker: redis.Redis) -> None:
    tell(app, ONE)
    tell(app, TWO)
    left = broker.ttl(PREFIX + ONE.name)
    assert EVERY_SECONDS * 2 < left <= FORGOTTEN_SECONDS
    broker.pexpire(PREFIX + ONE.name, 0)
    assert known(app) == [TWO]


def test_a_broker_that_is_no_redis_knows_none() -> None:
    app = Celery(broker="memory://", set_as_current=False)
    tell(app, ONE)
    assert known(app) == []
    app.close()


def test_a_broker_that_is_away_is_an_error_for_the_caller(settings: Settings) -> None:
    app = Celery(broker="redis+socket:///nowhere.sock", set_as_current=False)
    with pytest.raises(Exception, match="nowhere"):
        tell(app, ONE)
    app.close()
