"""A learning system of another site with Dout in a frame: no cookie of ours is sent there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from grader.assignment import builtin_text
from submissions.app import create_app
from submissions.database import Database
from submissions.lti import platforms
from submissions.lti.platforms import Described
from submissions.models import Assignment, Course, new_id
from submissions.models_lti import LtiContext, LtiLink
from submissions.services import KEY
from submissions.settings import Settings
from tests.browser.conftest import PATIENCE
from tests.browser.test_accessibility import ALL, finds_nothing
from tests.conftest import SECRET
from tests.service import free_port
from tests.submissions.lti.platform import CLIENT, COURSE, DEPLOYMENT, LINK, Platform, serving

pytestmark = pytest.mark.browser
ASSIGNMENT = new_id()


@pytest.fixture(scope="module")
def platform(
    broker_socket: Path, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """A learning system at localhost, which is another site than 127.0.0.1, and Dout there, connected."""
    folder, port = tmp_path_factory.mktemp("lti"), free_port()
    shutil.copy(migrated_sqlite, folder / "dout.sqlite3")
    with serving() as platform:
        platform.host, platform.tool = "localhost", f"http://127.0.0.1:{port}"
        broker = f"redis+socket://{broker_socket}?virtual_host=6"
        settings = Settings(
            data_dir=folder, secret_key=SECRET, broker_url=broker, port=port, webhook_allow=platform.allowed
        )
        app = create_app(settings)
        connect(app.extensions[KEY].database, settings, platform)
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield platform
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            app.extensions[KEY].database.close()
            app.extensions[KEY].queue.close()


def connect(database: Database, settings: Settings, platform: Platform) -> None:
    now, url, course, context = datetime.now(UTC), platform.url, new_id(), new_id()
    described = Described(url, CLIENT, f"{url}/auth", f"{url}/token", f"{url}/jwks")
    with database.write() as session:
        known = platforms.register(
            session, settings, described, deployments=[DEPLOYMENT], allowed=True, now=now
        )
        session.add(Course(id=course, slug="maths", title="Maths", created_at=now))
        session.flush()
        text = builtin_text("matrix-derivatives")
        session.add(Assignment(id=ASSIGNMENT, course_id=course, slug="md", text=text, created_at=now))
        session.flush()
        session.add(
            LtiContext(
                id=context,
                platform_id=known.id,
                deployment_id=DEPLOYMENT,
                context_id=COURSE,
                title="Maths",
                course_id=course,
                created_at=now,
            )
        )
        session.flush()
        session.add(
            LtiLink(
                id=new_id(),
                context_id=context,
                resource_link_id=LINK,
                title="Week 1",
                assignment_id=ASSIGNMENT,
                created_at=now,
            )
        )


@pytest.fixture
def context(chromium: Browser, platform: Platform) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def framed(context: BrowserContext, platform: Platform, path: str) -> Page:
    """A page of the learning system with this path of ours in a frame."""
    frame = f'<iframe title="Dout" width="700" height="500" src="{escape(platform.tool + path)}"></iframe>'
    head = '<!doctype html><html lang="en"><title>LMS</title><main><h1>LMS</h1>'
    platform.pages["/course"] = f"{head}{frame}</main></html>"
    page = context.new_page()
    page.goto(f"{platform.url}/course")
    return page


def test_a_launch_within_a_frame_goes_on_in_a_window_of_its_own_and_signs_in_there(
    context: BrowserContext, platform: Platform
) -> None:
    platform.knows("ada", "Learner", name="Ada Lovelace")
    page = framed(context, platform, platform.login_path("ada"))
    button = page.frame_locator("iframe").get_by_role("link", name="Open Dout")
    with context.expect_page() as opened:
        button.click()
    window = opened.value
    expect(window).to_have_url(f"{platform.tool}/assignments/{ASSIGNMENT}")
    expect(window.get_by_role("heading", level=1)).to_have_text("Matrix derivatives")
    expect(window.get_by_role("link", name="Ada Lovelace")).to_be_visible()


def test_an_assignment_is_chosen_within_the_frame_and_comes_back_signed(
    context: BrowserContext, platform: Platform
) -> None:
    platform.knows("emmy", "Instructor", name="Emmy Noether")
    platform.deep_link()
    platform.pages["/chosen"] = "<p>The link is added</p>"
    page = framed(context, platform, platform.login_path("emmy", f"{platform.tool}/lti/choose"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("radio", name="Matrix derivatives")).to_be_checked()
    finds_nothing(page, ALL | {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})
    frame.get_by_role("button", name="Take it").click()
    expect(frame.get_by_text("The link is added")).to_be_visible()
    [came] = [got for got in platform.got if got.path == "/chosen"]
    assert came.body.startswith(b"JWT=ey")
    platform.message = {}
