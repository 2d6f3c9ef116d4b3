"""A tutor's page stays up to date by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Service, Visit

pytestmark = pytest.mark.browser
PATH = "/assignments/matrix-derivatives/results"
PATIENCE = 30_000


def test_a_new_result_shows_without_a_reload_and_disturbs_nobody(visit: Visit, service: Service) -> None:
    service.graded("batch_mean", person=service.join("Noether"))
    page = visit(PATH, service.tutor)
    page.evaluate("document.body.dataset.mark = 'the same page'")
    unfolded = page.locator("#values-points > summary")
    unfolded.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#values-points")).to_have_attribute("open", "")
    service.graded("batch_mean", person=service.join("Aaronson"))
    expect(page.get_by_role("link", name="Aaronson")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("status")).to_have_text("The results were brought up to date.")
    expect(unfolded).to_be_focused()
    expect(page.locator("#values-points")).to_have_attribute("open", "")
    assert page.evaluate("document.body.dataset.mark") == "the same page"


def test_a_lost_connection_is_said(visit: Visit, service: Service) -> None:
    page = visit(PATH, service.tutor)
    page.route("**/live?*", lambda route: route.fulfill(status=503, body=""))
    expect(page.get_by_role("status")).to_contain_text("these results may be old", timeout=PATIENCE)
    page.unroute("**/live?*")
    expect(page.get_by_role("status")).to_have_class("only-read", timeout=PATIENCE)


def test_the_worker_of_the_service_is_listed_with_its_sandbox(visit: Visit, service: Service) -> None:
    page = visit(PATH, service.tutor)
    expect(page.get_by_role("row", name="Worker 1")).to_contain_text("seccomp", timeout=PATIENCE)


def test_the_table_is_downloaded(visit: Visit, service: Service) -> None:
    page = visit(PATH, service.tutor)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "matrix-derivatives-results.csv"
