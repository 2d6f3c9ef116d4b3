"""GET /healthz and GET /readyz."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from flask.testing import FlaskClient

from submissions.app import create_app
from submissions.database import Database
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
    assert client.get("/healthz").json == {"status": "ok"}
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


def test_without_broker_it_lives_but_is_not_ready(settings: Settings, opened: list[FlaskClient]) -> None:
    away = replace(settings, broker_url="redis+socket:///nowhere.sock")
    client = client_of(away, opened)
    assert client.get("/healthz").status_code == 200
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
