"""The demo course, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from submissions import demo
from submissions.app import create_app
from submissions.database import Database
from submissions.models import Base
from submissions.services import KEY
from submissions.settings import Settings, SettingsError

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"])


def seed(database: Database, settings: Settings) -> dict[str, str]:
    with database.write() as session:
        return demo.seed(session, replace(settings, demo=True))


def counts(database: Database) -> list[int]:
    with database.read() as session:
        return [session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables]


def test_seeding_twice_changes_nothing(database: Database, settings: Settings) -> None:
    first, before = seed(database, settings), counts(database)
    assert seed(database, settings) == first
    assert counts(database) == before


def test_the_ways_in_work(database: Database, settings: Settings) -> None:
    ways = seed(database, settings)
    app = create_app(replace(settings, demo=True))
    client = app.test_client()
    headers = {"Authorization": f"Bearer {ways['api_token']}"}
    listed = client.get("/api/v1/assignments", headers=headers).json
    assert listed
    assert [line["slug"] for line in listed["assignments"]] == [
        "matrix-derivatives",
        "matrix-derivatives-by-hand",
        "activations",
        "more-layers",
    ]
    for way in ("student_url", "tutor_url"):
        path = ways[way].removeprefix(settings.url())
        assert client.get(path).headers["Location"] == "/"
    app.extensions[KEY].database.close()


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_the_demo_answers_this_machine(database: Database, settings: Settings, host: str) -> None:
    app = create_app(replace(settings, demo=True))
    assert app.test_client().get("/", headers={"Host": host}).status_code == 200
    app.extensions[KEY].database.close()


def test_the_demo_answers_no_name_that_another_site_makes_lead_here(
    database: Database, settings: Settings
) -> None:
    app = create_app(replace(settings, demo=True))
    for host in (
        "evil.example.org",
        "127.0.0.1.evil.example.org:8000",
        "localhost@evil",
        "[::2]",
        "[",
        "a b",
        "",
    ):
        response = app.test_client().get("/", headers={"Host": host})
        assert response.status_code in {400, 421}
        assert "/enter/" not in response.text
    app.extensions[KEY].database.close()


def test_with_a_new_secret_the_old_token_is_void(database: Database, settings: Settings) -> None:
    old = seed(database, settings)
    new = seed(database, replace(settings, secret_key="another secret for tests"))
    assert old["api_token"] != new["api_token"]
    before = counts(database)
    seed(database, settings)
    assert counts(database) == before


def test_without_a_demo_or_off_loopback_it_is_refused(database: Database, settings: Settings) -> None:
    with database.write() as session:
        with pytest.raises(SettingsError, match="DOUT_DEMO=1"):
            demo.seed(session, settings)
        with pytest.raises(SettingsError, match="on 127"):
            demo.seed(session, replace(settings, demo=True, host="0.0.0.0"))
    assert set(counts(database)) == {0}
