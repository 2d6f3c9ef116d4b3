"""Every page: no violation that axe-core finds, nothing to scroll sideways, and sense without colours.

Each is looked at in light and dark, on a phone and on a desk.
"""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import BY_HAND, RIGHT, Service, Visit, write

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
LONG = "a_very_long_name_" * 12
REPORTS = ("full_marks", "batch_mean", "time_limit", "syntax_error", "broken")
LARGE_REPORTS = ("wrong_shape", "hostile")
"""Made of the same parts as the others: looked at for their width only."""
TEACHING = ("review", "review list", "regrade", "course", "person", "assignment form", "audit", "similar")
PAGES = (
    "welcome",
    "start",
    "assignment",
    "odd line",
    "refused form",
    "answers",
    "refused answers",
    "answered",
    "both",
    *REPORTS,
    "queued",
    "running",
    "changes",
    "results",
    "not found",
    *TEACHING,
)
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {
    **ALL,
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""All that differs between light and dark."""


ANSWERING = {"answers", "refused answers", "answered", "both"}


def answering(visit: Visit, service: Service, name: str) -> Page:
    """A page with typed-in answers."""
    page = visit(f"/assignments/{'both' if name == 'both' else BY_HAND}", service.join(LONG))
    if name == "answered":
        page.get_by_label("The loss").fill("[" * 1200)
    if name in {"refused answers", "answered"}:
        page.get_by_role("button", name="Hand in these answers").click()
    if name == "answered":
        expect(page.locator(".score")).to_be_visible(timeout=60_000)
    return page


def taught(visit: Visit, service: Service, name: str) -> Page:
    """A page of a tutor."""
    person = service.join(LONG)
    submission = service.graded("batch_mean", f"{RIGHT}# {LONG}\n", person=person)
    other = service.graded("batch_mean", f"# {LONG}\n{RIGHT}", person=service.join("Bob"))
    page = visit(f"/submissions/{submission}/review?line=3", service.tutor)
    if name in {"review", "audit"}:
        page.get_by_label("What to say about line 3").fill(LONG * 2)
        page.get_by_role("button", name="Comment").click()
        page.get_by_text("Give points by hand").click()
        page.get_by_label("Points, from").fill("17")
        page.get_by_label("Reason").fill(LONG)
        page.get_by_role("button", name="Let these points count").click()
        expect(page.get_by_text("17 of 20")).to_be_visible()
    if name == "regrade":
        page.get_by_role("link", name="Grade anew").click()
        if page.get_by_label("Why").count():
            page.get_by_label("Why").fill(LONG)
            page.get_by_role("button", name="Grade on trial").click()
        else:  # one is open already
            page.get_by_role("link", name="Publish it or throw it away first").click()
        expect(page.get_by_role("heading", name="Graded on trial")).to_be_visible(timeout=60_000)
    paths = {
        "review list": "/assignments/matrix-derivatives/review",
        "course": "/courses/i2dl",
        "person": f"/courses/i2dl/people/{person}",
        "assignment form": "/assignments/matrix-derivatives/edit",
        "audit": "/courses/i2dl/audit",
        "similar": f"/submissions/{submission}/similar/{other}",
    }
    if name in paths:
        page.goto(paths[name])
    if name == "assignment form":
        expect(page.get_by_text("This file can be used")).to_be_visible()
    return page


@pytest.fixture
def page(visit: Visit, service: Service, request: pytest.FixtureRequest) -> Page:
    """The page of that name, with everything unfolded."""
    name: str = request.param
    if name == "welcome":
        return visit("/")
    if name == "not found":
        return visit("/nothing", service.student)
    if name in {"start", "assignment", "odd line", "refused form"}:
        service.graded("full_marks", filename=LONG[:90] + ".py")
        page = visit("/" if name == "start" else "/assignments/matrix-derivatives", service.student)
        if name == "odd line":
            write(page, f"{LONG} = (1 +\nx = '\u202e'\n")
            expect(page.locator("#source-looks")).not_to_be_empty()
        if name == "refused form":
            page.get_by_role("button", name="Send the file").click()
        return page
    special = {**dict.fromkeys(ANSWERING, answering), **dict.fromkeys(TEACHING, taught)}
    if name in special:
        return special[name](visit, service, name)
    if name == "results":
        service.graded("batch_mean", person=service.join(LONG))
        service.graded("hostile", person=service.join("Bob"))
        page = visit("/assignments/matrix-derivatives/results", service.tutor)
    elif name == "changes":
        service.graded("batch_mean", f"{RIGHT}# {LONG}\n")
        page = visit(f"/submissions/{service.graded('full_marks', RIGHT)}/changes", service.student)
    elif name in REPORTS + LARGE_REPORTS:
        page = visit(f"/submissions/{service.graded(name, LONG, filename=LONG[:90])}", service.student)
    else:
        id_ = service.waiting() if name == "queued" else service.running()
        return visit(f"/submissions/{id_}", service.student)
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    return page


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
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        finds_nothing(page, ALL)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        finds_nothing(page, COLOURS)
    is_not_too_wide(page)


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
