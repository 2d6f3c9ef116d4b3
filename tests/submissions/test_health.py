"""GET /healthz and GET /readyz."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from flask.testing import FlaskClient

from submissions.app import create_app
from submissions.database import Database
from submissions.heard import Heard
from submissions.queue import celery_app
from submissions.services import KEY
from submissions.settings import Settings
from submissions.workers import Worker, tell


@pytest.fixture
def opened() -> Iterator[list[FlaskClient]]:
    clients: list[FlaskClient] = []
    yield clients
    for client in clients:
        client.application.extensions[KEY].database.close()
        client.application.extensions[KEY].queue.close()


def client_of(settings: Settings, opened: list[FlaskClient]) -> FlaskClient:
    opened.append(create_app(settings).test_client())
    return opened[-1]


def test_ready_with_database_and_broker(
    settings: Settings, broker: redis.Redis, opened: list[FlaskClient]
) -> None:
    client = client_of(settings, opened)
    assert client.get("/healthz").json == {"status": "ok", "layers": None}
    assert client.get("/readyz").json == {"status": "ok", "database": True, "broker": True, "workers": []}


def test_it_lists_the_sandboxes_of_the_workers_but_not_their_names(
    settings: Settings, broker: redis.Redis, opened: list[FlaskClient]
) -> None:
    client = client_of(settings, opened)
    app = celery_app(settings)
    tell(app, Worker("celery@secret-host", 2, ("seccomp", "landlock"), {"userns": "unshare: refused"}))
    app.close()
    response = client.get("/readyz")
    assert response.json
    assert response.json["workers"] == [{"processes": 2, "layers": ["seccomp", "landlock"]}]
    assert "secret-host" not in response.text


def test_healthz_shows_the_layers_that_every_worker_has(
    settings: Settings, broker: redis.Redis, opened: list[FlaskClient]
) -> None:
    app = celery_app(settings)
    tell(app, Worker("celery@one", 2, ("userns", "seccomp", "landlock"), {}))
    tell(app, Worker("celery@two", 2, ("landlock", "seccomp"), {}))
    app.close()
    client = client_of(settings, opened)
    for _ in range(100):  # a busy machine may need more than one
        response = client.get("/healthz")
        assert response.status_code == 200
        if response.json and response.json["layers"]:
            break
    assert response.json == {"status": "ok", "layers": ["seccomp", "landlock"]}


def test_healthz_does_not_wait_for_a_broker_that_never_answers() -> None:
    asked, answer = [], threading.Event()

    def ask() -> list[Worker]:
        asked.append(1)
        answer.wait()
        return [Worker("celery@one", 1, ("seccomp",), {})]

    heard = Heard(ask)
    assert [heard.layers(), heard.layers()] == [None, None]
    assert len(asked) == 1  # and asks once only
    answer.set()
    while heard.layers() is None:
        pass
    assert heard.layers() == ["seccomp"]


def test_without_broker_it_lives_but_is_not_ready(settings: Settings, opened: list[FlaskClient]) -> None:
    away = replace(settings, broker_url="redis+socket:///nowhere.sock")
    client = client_of(away, opened)
    alive = client.get("/healthz")
    assert (alive.status_code, alive.json) == (200, {"status": "ok", "layers": None})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json
    assert (response.json["database"], response.json["broker"]) == (True, False)
    assert "broker" in response.json["detail"]


def test_without_migrations_it_is_not_ready(
    settings: Settings, broker: redis.Redis, opened: list[FlaskClient]
) -> None:
    database = Database(settings)
    database.migrate("base")
    database.close()
    response = client_of(settings, opened).get("/readyz")
    assert response.status_code == 503
    assert response.json
    assert response.json["database"] is False


def test_without_database_it_lives_but_is_not_ready(
    settings: Settings, broker: redis.Redis, opened: list[FlaskClient]
) -> None:
    client = client_of(replace(settings, database_url="postgresql://127.0.0.1:1/nothing"), opened)
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json
    assert (response.json["database"], response.json["broker"]) == (False, True)


def test_a_readiness_answer_holds_no_address(settings: Settings, opened: list[FlaskClient]) -> None:
    away = replace(settings, broker_url="redis://:password@127.0.0.1:1/0")
    text = client_of(away, opened).get("/readyz").text
    assert "password" not in text
    assert "127.0.0.1" not in text
