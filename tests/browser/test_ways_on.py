"""What may come in between: a session that runs out, a second tab, another language, a picture to keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from submissions.models import Assignment
from tests.browser.conftest import RIGHT, Service, Visit, editor, sign_in, write

pytestmark = pytest.mark.browser
PATH = "/assignments/matrix-derivatives"
PATIENCE = 60_000
PHONE = {"width": 360, "height": 740}


def sees_all_points(page: Page) -> None:
    expect(page.locator(".score .big")).to_have_text("20 of 20 points", timeout=PATIENCE)


def test_a_session_that_ran_out_while_one_wrote_loses_nothing(
    visit: Visit, service: Service, newcomer: str
) -> None:
    page = visit(PATH, newcomer, viewport=PHONE)
    write(page, RIGHT)
    page.context.clear_cookies()
    page.get_by_role("button", name="Hand in this code").click()
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_have_attribute(
        "href", f"/sign-in?next={PATH}"
    )
    sign_in(page, service, newcomer)
    page.goto(PATH)
    expect(editor(page)).to_contain_text("return dout * cache * (1 - cache)")
    page.get_by_role("button", name="Hand in this code").click()
    sees_all_points(page)


def test_two_tabs_at_once_make_two_attempts(visit: Visit, newcomer: str) -> None:
    first = visit(PATH, newcomer)
    second = first.context.new_page()
    second.goto(PATH)
    for page in (first, second):
        write(page, RIGHT)
    for page in (first, second):
        page.get_by_role("button", name="Hand in this code").click(no_wait_after=True)
    for page in (first, second):
        sees_all_points(page)
    titles = {page.get_by_role("heading", level=1).inner_text() for page in (first, second)}
    assert titles == {"Attempt 1", "Attempt 2"}


def test_a_language_that_was_chosen_stays_and_reaches_the_scripts(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer, viewport=PHONE)
    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url.endswith(PATH)
    page.get_by_role("button", name="Datei senden").click()
    expect(page.locator("#file-error")).to_contain_text("Noch ist keine Datei gewählt")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("link", name="English")).to_be_visible()


def test_what_is_left_goes_on_by_itself(visit: Visit, service: Service, newcomer: str) -> None:
    page = visit("/", newcomer)
    page.clock.install()
    try:
        with service.database.write() as session:
            found = session.get(Assignment, service.assignment)
            assert found
            found.due_at = datetime.now(UTC) + timedelta(hours=2, minutes=30, seconds=30)
        page.goto(PATH)
        expect(page.locator("#left")).to_have_text("in 2 hours and 30 minutes")
        page.clock.run_for("31:00")
        expect(page.locator("#left")).to_have_text("in 1 hour and 59 minutes")
        page.clock.run_for("02:00:00")
        expect(page.locator("#left")).to_have_text("this has passed")
    finally:
        with service.database.write() as session:
            found = session.get(Assignment, service.assignment)
            assert found
            found.due_at = None


def test_a_chart_can_be_kept_as_a_picture(visit: Visit, service: Service) -> None:
    page = visit(f"/submissions/{service.graded('batch_mean')}", service.student)
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download as SVG").first.click()
    assert begun.value.path().read_text().startswith("<svg xmlns=")
