"""Every page: no violation that axe-core finds, nothing to scroll sideways, and sense without colours.

Each is looked at in light and dark, on a phone and on a desk.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.all_pages import (
    LARGE_REPORTS,
    LONG,
    NOT_LOOKED_AT,
    PAGES,
    UNFOLD,
    page_of,
)
from tests.browser.conftest import RIGHT, Service, Visit
from tests.submissions.pages.routes import pages_of

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {
    **ALL,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""All that differs between light and dark."""


@pytest.fixture
def page(visit: Visit, service: Service, request: pytest.FixtureRequest) -> Page:
    """The page of that name, with everything unfolded."""
    return page_of(visit, service, request.param)


def finds_nothing(page: Page, options: dict[str, Any]) -> None:
    loaded = page.evaluate("() => 'axe' in window")
    found = page.evaluate("o => axe.run(o)", options) if loaded else Axe().run(page, options=options).response
    assert [
        (it["id"], [(n["target"], n["failureSummary"]) for n in it["nodes"]]) for it in found["violations"]
    ] == []


def is_not_too_wide(page: Page) -> None:
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page) -> None:
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        finds_nothing(page, ALL)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    finds_nothing(page, COLOURS)
    is_not_too_wide(page)


def test_every_page_is_looked_at(service: Service) -> None:
    assert {*PAGES.values()} - {""} == pages_of(service.app) - set(NOT_LOOKED_AT)


@pytest.mark.parametrize("page", LARGE_REPORTS, indirect=True)
def test_no_report_is_too_wide(page: Page) -> None:
    is_not_too_wide(page)


@pytest.mark.parametrize("page", ["batch_mean"], indirect=True)
def test_nothing_is_told_by_colour_alone(page: Page) -> None:
    expect(page.locator("td.wrong").first).to_contain_text("✗")
    styles = page.evaluate(
        """() => ["wrong", "right"].map(name =>
        getComputedStyle(document.querySelector(`td.${name}`)).borderTopStyle)"""
    )
    assert styles == ["solid", "dashed"]
    for word in ("Passed", "Failed"):
        expect(page.get_by_text(word, exact=True).first).to_be_visible()


@pytest.mark.parametrize("page", ["queued"], indirect=True)
def test_nothing_moves_for_who_wants_it_still(page: Page) -> None:
    moving = "getComputedStyle(document.querySelector('.steps .now .icon')).animationName"
    assert page.evaluate(moving) == "turn"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == "none"


@pytest.mark.parametrize("page", ["batch_mean"], indirect=True)
def test_a_print_has_the_result_and_not_the_buttons(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator(".score .big")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_hidden()


@pytest.mark.parametrize("page", ["batch_mean"], indirect=True)
def test_large_text_does_not_break_the_page(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_german_with_its_long_words_is_not_too_wide_either(visit: Visit, service: Service) -> None:
    person = service.join(LONG)
    submission = service.graded("batch_mean", f"{RIGHT}# {LONG}\n", person=person)
    sheet, course = "/assignments/matrix-derivatives", "/courses/i2dl"
    review = f"/submissions/{submission}/review?mistake=batch_mean&function=affine_backward"
    lists = (f"{sheet}/review?mistake=batch_mean&function=affine_backward", f"{sheet}/regrades/new")
    forms = (f"{course}/assignments/new", f"{course}/people/{person}", f"{course}/roster/import")
    for who, paths in (
        (service.tutor, ("/", f"{sheet}/results", review, *lists, course, *forms, f"{course}/webhooks")),
        (person, (sheet, f"/submissions/{submission}", "/account")),
    ):
        page = visit("/", who, locale="de-DE", viewport=NARROW)
        for path in paths:
            page.goto(path)
            page.evaluate(UNFOLD)
            assert page.locator("html").get_attribute("lang") == "de"
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, NARROW["width"])
