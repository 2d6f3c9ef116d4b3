"""A submission is followed by events; where they cannot be had, by asking; without scripts, by reloading."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import RIGHT, Service, Visit

pytestmark = pytest.mark.browser
PATIENCE = 60_000


def sees_all_points(page: Page) -> None:
    expect(page.locator(".score .big")).to_have_text("20 of 20 points", timeout=PATIENCE)


def test_the_way_is_told_by_events_and_not_asked_for_again_and_again(
    visit: Visit, service: Service, newcomer: str
) -> None:
    asked: list[str] = []
    first, second = service.waiting(person=newcomer), service.waiting(RIGHT, newcomer)
    page = visit(f"/submissions/{second}", newcomer)

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    page.reload()
    expect(page.get_by_role("heading", name="Waiting for a free grader")).to_be_visible()
    service.queue.send(first)
    service.queue.send(second)
    sees_all_points(page)
    assert "events" in asked
    assert asked.count("state") <= 5 * asked.count("events")  # one for each step, and the steps are few


def test_when_too_many_listen_the_page_asks_instead(visit: Visit, service: Service, newcomer: str) -> None:
    id_ = service.waiting(person=newcomer)
    page = visit("/", newcomer)
    page.route("**/events", lambda route: route.fulfill(status=503, headers={"Retry-After": "20"}))
    page.goto(f"/submissions/{id_}")
    service.queue.send(id_)
    sees_all_points(page)


def test_without_scripts_the_page_reloads_itself(visit: Visit, service: Service, newcomer: str) -> None:
    id_ = service.waiting(person=newcomer)
    page = visit(f"/submissions/{id_}", newcomer, java_script_enabled=False)
    expect(page.get_by_role("heading", name="Waiting for a free grader")).to_be_visible()
    service.queue.send(id_)
    sees_all_points(page)
