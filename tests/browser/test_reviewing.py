"""A tutor turns through submissions by the keyboard, and a regrade is graded by the worker."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MEAN, RIGHT, Service, Visit

pytestmark = pytest.mark.browser
LIST = "/assignments/matrix-derivatives/review?mistake=batch_mean&function=affine_backward"


def test_the_keys_turn_the_pages_and_type_in_fields(visit: Visit, service: Service) -> None:
    for name in ("Sofja", "Mary"):
        service.graded("batch_mean", MEAN, person=service.join(name))
    page = visit(LIST, service.tutor)
    page.get_by_role("link", name="Look through them").click()
    where = page.locator(".turning .where")
    expect(where).to_contain_text("1 of ")
    page.wait_for_load_state()  # the script listens
    page.keyboard.press("j")
    expect(where).to_contain_text("2 of ")
    page.wait_for_load_state()
    field = page.get_by_label("What to say, which the student reads")
    field.fill("")
    field.press("j")
    field.press("k")
    expect(field).to_have_value("jk")
    expect(where).to_contain_text("2 of ")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("ArrowLeft")
    expect(where).to_contain_text("1 of ")


def test_a_regrade_shows_who_gains_and_is_published(visit: Visit, service: Service) -> None:
    submission = service.graded("batch_mean", RIGHT, person=service.join("Lise"))
    page = visit(f"/submissions/{submission}/review", service.tutor)
    page.get_by_role("link", name="Grade anew").click()
    if not page.get_by_label("Why").count():  # another test's
        page.get_by_role("link", name="Publish it or throw it away first").click()
        page.get_by_role("button", name="Throw them away").click()
        page.goto(f"/submissions/{submission}/review")
        page.get_by_role("link", name="Grade anew").click()
    page.get_by_label("Why").fill("The grader was wrong.")
    page.get_by_role("button", name="Grade on trial").click()
    publish = page.get_by_role("button", name="Publish")
    expect(publish).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row", name="13 20 7 more")).to_be_visible()
    publish.click()
    expect(page.get_by_text("The new verdicts count from now on.")).to_be_visible()
    page.goto(f"/submissions/{submission}/review")
    expect(page.locator(".score .big")).to_contain_text("20 of 20")
