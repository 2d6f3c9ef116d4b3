"""The web application and a browser without a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from submissions.app import create_app
from submissions.database import Database
from submissions.services import KEY
from submissions.settings import Settings


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The web application with a record."""
    app = create_app(settings)
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()
