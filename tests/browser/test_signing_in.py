"""Signing in, joining and the account, in a real browser; each page for everybody's eyes and screens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from submissions.auth import joining, passwords, reset_links
from submissions.models import Course, Person, Role
from tests.browser.conftest import Service, Visit
from tests.browser.test_accessibility import ALL, COLOURS, DESK, PHONE, finds_nothing, is_not_too_wide

pytestmark = pytest.mark.browser
CODE = "ABCD-EFGH"
PASSWORD = "chain rule all day"
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 4
PAGES = (
    "sign in",
    "sign in refused",
    "join",
    "join refused",
    "invitation",
    "reset",
    "account",
    "account refused",
)


@pytest.fixture(scope="module")
def member(service: Service) -> str:
    """Somebody with an account and a course with a code."""
    person = service.join(LONG)
    with service.database.write() as session:
        session.get_one(Course, service.course).join_code = CODE
        session.get_one(Person, person).email = "long@example.org"
        passwords.put(session, person, PASSWORD, datetime.now(UTC))
    return person


@pytest.fixture
def page(visit: Visit, service: Service, member: str, request: pytest.FixtureRequest) -> Page:
    """The page of that name."""
    name, refused, _ = request.param.partition(" refused")
    with service.database.write() as session:
        paths = {
            "sign in": "/sign-in",
            "join": f"/join/{CODE}",
            "invitation": "/invitations/"
            + joining.invite(session, service.course, Role.TUTOR, datetime.now(UTC)),
            "reset": reset_links.path(session, service.settings, member),
            "account": "/account",
        }
    page = visit(paths[name], member if name == "account" else None)
    if request.param == "account":
        page.get_by_label("What for").fill("x" * 80)
        page.get_by_role("button", name="Make the token").click()
        expect(page.get_by_text("Copy it now")).to_be_visible()
    elif refused:
        button = {"sign in": "Sign in", "join": "Make my account and join", "account": "Change the password"}
        page.get_by_role("button", name=button[name], exact=True).click()
        expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    return page


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page) -> None:
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        finds_nothing(page, ALL)
        page.emulate_media(color_scheme="dark")
        finds_nothing(page, COLOURS)
    is_not_too_wide(page)


def test_one_joins_and_signs_in_again_without_a_mouse(visit: Visit, member: str) -> None:
    page = visit("/")
    page.get_by_role("link", name="Join a course").press("Enter")
    expect(page.get_by_label("Join code")).to_be_focused()
    page.keyboard.type("abcdefgh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deep learning")
    expect(page.get_by_label("Your name")).to_be_focused()
    for text in ("Hedy Lamarr", "hedy@example.org", PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are in “Deep learning”")).to_be_visible()
    page.get_by_role("button", name="Sign out").press("Enter")
    page.get_by_role("link", name="Sign in").first.press("Enter")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("hedy@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Hedy Lamarr")).to_be_visible()
