"""A real Chromium against a running service: the web server, a broker, and a worker with its sandbox.

The service lives as long as the session and has one course; every test signs in anew, in a fresh browser
context. What a page logs as an error, and every breach of the Content-Security-Policy, fails the test.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from grader.assignment import builtin_text
from submissions.app import create_app
from submissions.database import Database
from submissions.models import Assignment, Course, Membership, Person, Role, new_id
from submissions.queue import Queue
from submissions.services import KEY
from submissions.settings import Settings
from submissions.store import attempts
from tests.conftest import SECRET
from tests.signing_in import COOKIE, cookie

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 40_000
"""Milliseconds within which what must come has come, on a machine that is busy with other things, too."""
REPORTS = ROOT / "tests" / "submissions" / "pages" / "reports"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
RIGHT = """import numpy as np

def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dout
    return dx, dw, dout.sum(axis=0).reshape(b.shape)

def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)
"""
SHEET, BY_HAND = "matrix-derivatives", "matrix-derivatives-by-hand"
TEXTS = {
    SHEET: builtin_text(SHEET),
    BY_HAND: builtin_text(BY_HAND),
    "both": builtin_text(SHEET)
    .replace("points = 20", "points = 25", 1)
    .replace('title = "Matrix derivatives"', 'title = "Code and answers"')
    + "".join(builtin_text(BY_HAND).partition("[[answer]]")[1:]),
}
"""The assignments of the course: functions, answers, and both."""
MEAN = RIGHT.replace(".T @ dout\n", ".T @ dout / x.shape[0]\n")


class Service:
    """The running service and its record."""

    def __init__(self, app: Flask, settings: Settings, url: str) -> None:
        self.app, self.settings, self.url = app, settings, url
        self.database = Database(settings)
        self.queue = Queue(settings)
        self.course, self.assignment = new_id(), new_id()
        self.student, self.tutor = new_id(), new_id()
        now = datetime.now(UTC)
        with self.database.write() as session:
            session.add(Course(id=self.course, slug="i2dl", title="Deep learning", created_at=now))
            session.flush()
            for at, (slug, text) in enumerate(TEXTS.items()):
                session.add(
                    Assignment(
                        id=self.assignment if slug == SHEET else new_id(),
                        course_id=self.course,
                        slug=slug,
                        text=text,
                        created_at=now + timedelta(seconds=at),
                    )
                )
        self.student = self.join("Ada")
        self.tutor = self.join("Emmy", Role.TUTOR)

    def join(self, name: str, role: Role = Role.STUDENT) -> str:
        """A new member of the course."""
        with self.database.write() as session:
            person = Person(id=new_id(), name=name, created_at=datetime.now(UTC))
            session.add(person)
            session.flush()
            session.add(Membership(course_id=self.course, person_id=person.id, role=role))
        return person.id

    def waiting(self, code: str = RIGHT, person: str = "", filename: str = "layers.py") -> str:
        """A submission that stays in the queue until its id is sent."""
        with self.database.write() as session:
            return attempts.add(
                session,
                assignment_id=self.assignment,
                person_id=person or self.student,
                filename=filename,
                upload=code.encode(),
                now=datetime.now(UTC),
            ).id

    def graded(self, report: str, code: str = RIGHT, person: str = "", filename: str = "layers.py") -> str:
        """A submission with a verdict from the folder of reports."""
        id_ = self.waiting(code, person, filename)
        verdict = json.loads((REPORTS / f"{report}.json").read_text())
        now = datetime.now(UTC)
        with self.database.write() as session:
            claimed = attempts.claim(session, id_, "task", now, 60)
            assert claimed
            end = attempts.give_up if report == "broken" else attempts.finish
            assert end(session, id_, claimed.lease, verdict, now)
        return id_

    def running(self) -> str:
        """A submission that a worker holds."""
        id_ = self.waiting()
        with self.database.write() as session:
            assert attempts.claim(session, id_, "task", datetime.now(UTC), 600)
        return id_


@pytest.fixture(scope="session")
def service(
    broker_socket: Path, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The service with a worker of one process."""
    folder = tmp_path_factory.mktemp("service")
    shutil.copy(migrated_sqlite, folder / "dout.sqlite3")
    broker = f"redis+socket://{broker_socket}?virtual_host=5"
    settings = Settings(data_dir=folder, secret_key=SECRET, broker_url=broker)
    app = create_app(settings)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    worker = _worker(settings)
    service = Service(app, settings, f"http://127.0.0.1:{server.server_port}")
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        _close(app)
        service.database.close()
        service.queue.close()


def _worker(settings: Settings) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "DOUT_DATA_DIR": str(settings.data_dir),
        "DOUT_BROKER_URL": settings.broker_url,
        "DOUT_SECRET_KEY": SECRET,
    }
    flags = ("--without-gossip", "--without-mingle", "--concurrency", "1", "--loglevel", "WARNING")
    with (settings.data_dir / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "worker.app", "worker", *flags],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _close(app: Flask) -> None:
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    expect.set_options(timeout=PATIENCE)
    assert CHROMIUM, "These tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def _told(message: ConsoleMessage) -> list[str]:
    """An error on the console; that a page itself has an error status is the test's to judge."""
    expected = "responded with a status of" in message.text and "/static/" not in message.location["url"]
    return [message.text] if message.type == "error" and not expected else []


Visit = Callable[..., Page]


def sign_in(page: Page, service: Service, person: str) -> None:
    """Let the browser be signed in as this person, whoever it was before."""
    with service.database.read() as session:
        value = cookie(service.settings, person, session.get_one(Person, person).sessions)
    page.context.add_cookies([{"name": COOKIE, "value": value, "url": service.url}])


@pytest.fixture
def visit(chromium: Browser, service: Service) -> Iterator[Visit]:
    """Opens a page as somebody: `visit("/", service.student, viewport=…)`. Errors on it fail the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def opened(path: str, person: str | None = None, **more: Any) -> Page:
        context = chromium.new_context(base_url=service.url, **more)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if person is not None:
            sign_in(page, service, person)
        page.on("console", lambda message: troubles.extend(_told(message)))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def newcomer(service: Service) -> str:
    """A student without attempts."""
    return service.join("Grace")


def editor(page: Page) -> Locator:
    """The editor, once it is there."""
    page.locator("#text-form button[type=submit]").scroll_into_view_if_needed()
    return page.get_by_role("textbox", name="Code editor")


def write(page: Page, code: str) -> None:
    """As by keyboard: over all that stands there."""
    editor(page).focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code) if code else page.keyboard.press("Delete")
