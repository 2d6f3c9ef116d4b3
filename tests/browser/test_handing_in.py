"""From a file or a text to the verdict, through the whole service."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import HOSTILE, MEAN, RIGHT, Service, Visit, sign_in, write

pytestmark = pytest.mark.browser
PATH = "/assignments/matrix-derivatives"
PATIENCE = 60_000
"""Milliseconds until a verdict must be there, also on a machine that is busy with other things."""


def sees_points(page: Page, points: str) -> None:
    expect(page.locator(".score .big")).to_have_text(f"{points} of 20 points", timeout=PATIENCE)


def test_a_file_is_picked_and_graded(visit: Visit, newcomer: str, tmp_path: Path) -> None:
    (tmp_path / "layers.py").write_text(RIGHT)
    page = visit(PATH, newcomer)
    page.get_by_label("A Python file").set_input_files(tmp_path / "layers.py")
    page.get_by_role("button", name="Send the file").click()
    sees_points(page, "20")
    expect(page.get_by_text("layers.py")).to_be_visible()
    page.reload()
    sees_points(page, "20")
    expect(page).to_have_title("20 of 20 – Attempt 1, Matrix derivatives – Dout")


def test_a_verdict_that_comes_while_one_waits_is_told_in_title_and_to_screen_readers(
    visit: Visit, service: Service, newcomer: str
) -> None:
    id_ = service.waiting(person=newcomer)
    page = visit(f"/submissions/{id_}", newcomer)
    expect(page.get_by_role("heading", name="Waiting for a free grader")).to_be_visible()
    assert service.queue.send(id_)
    sees_points(page, "20")
    expect(page).to_have_title("Graded: 20 of 20 points. Attempt 1, Matrix derivatives – Dout")
    expect(page.get_by_role("status")).to_have_text("Graded: 20 of 20 points.")


def test_a_file_is_dropped_and_graded(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    dropped = page.evaluate_handle(
        """source => { const data = new DataTransfer();
        data.items.add(new File([source], "dropped.py", {type: "text/x-python"})); return data; }""",
        MEAN,
    )
    page.dispatch_event("#drop", "dragenter", {"dataTransfer": dropped})
    expect(page.locator("#drop")).to_have_class("drop over")
    page.dispatch_event("#drop", "drop", {"dataTransfer": dropped})
    expect(page.locator("#drop")).to_have_class("drop")
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_text("Known mistake: Batch mean").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("dropped.py")).to_be_visible()
    expect(page.locator("td.wrong").first).to_contain_text("✗")


def test_pasted_text_is_kept_over_a_reload_and_graded(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    write(page, RIGHT)
    page.reload()
    expect(page.locator("#source")).to_have_value(RIGHT)
    page.get_by_role("button", name="Hand in this code").click()
    sees_points(page, "20")
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("#source")).to_have_value(RIGHT)


def test_another_person_in_the_same_tab_does_not_see_the_draft(
    visit: Visit, service: Service, newcomer: str
) -> None:
    page = visit(PATH, newcomer)
    write(page, "secret = 1")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, service, service.student)
    page.goto(PATH)
    expect(page.locator("#source")).to_have_value("")


def test_without_scripts_everything_works(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer, java_script_enabled=False)
    page.get_by_role("button", name="Hand in this code").click()
    expect(page.get_by_text("The box is empty")).to_be_visible()
    page.get_by_label("Write or paste your code").fill("\n" + RIGHT)
    page.get_by_role("button", name="Hand in this code").click()
    sees_points(page, "20")


def test_mistakes_in_the_form_are_told_in_place_and_nothing_is_lost(
    visit: Visit, newcomer: str, tmp_path: Path
) -> None:
    (tmp_path / "large.py").write_text("#" * 300_000)
    (tmp_path / "empty.py").write_text("")
    page = visit(PATH, newcomer)
    write(page, "x = 1")
    page.get_by_role("button", name="Send the file").click()
    expect(page.locator("#file-error")).to_contain_text("No file is chosen yet")
    expect(page.get_by_label("A Python file")).to_be_focused()
    page.get_by_label("A Python file").set_input_files(tmp_path / "large.py")
    expect(page.locator("#file-error")).to_contain_text("293 KiB; at most 256 KiB")
    page.get_by_label("A Python file").set_input_files(tmp_path / "empty.py")
    expect(page.locator("#file-error")).to_contain_text("This file is empty")
    expect(page.locator("#source")).to_have_value("x = 1")
    write(page, "")
    page.get_by_role("button", name="Hand in this code").click()
    expect(page.locator("#source-error")).to_contain_text("The box is empty")
    assert page.url.endswith(PATH)


def test_the_keyboard_alone_is_enough(visit: Visit, newcomer: str) -> None:
    page = visit("/", newcomer)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Matrix derivatives", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/assignments/*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "editor":
            break
    page.keyboard.insert_text("def affine_backward(dout, cache):\n    return 1 / 0\n")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")  # leaves the editor, and so does not trap who cannot use a mouse
    expect(page.get_by_role("button", name="Hand in this code")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your code raised an exception").first).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Try again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Hand in")).to_be_visible()


def test_the_state_is_followed_without_a_reload(visit: Visit, service: Service, newcomer: str) -> None:
    first = service.waiting(person=newcomer)
    second = service.waiting(MEAN, newcomer)
    page = visit(f"/submissions/{second}", newcomer)
    expect(page.get_by_role("heading", name="Waiting for a free grader")).to_be_visible()
    page.evaluate("document.body.dataset.mark = 'the same page'")
    shown = page.locator(".progress p").first.inner_text()
    service.queue.send(first)
    expect(page.locator(".progress p").first).not_to_have_text(shown, timeout=PATIENCE)
    service.queue.send(second)
    sees_points(page, "13")
    expect(page.locator("[aria-current=step]")).to_have_count(0)
    assert page.evaluate("document.body.dataset.mark") == "the same page"


def test_a_lost_connection_is_said_and_mended(visit: Visit, service: Service, newcomer: str) -> None:
    id_ = service.waiting(person=newcomer)
    page = visit(f"/submissions/{id_}", newcomer)
    page.route("**/state", lambda route: route.fulfill(status=503, body=""))
    page.route("**/events", lambda route: route.fulfill(status=503, body=""))
    page.reload()
    expect(page.get_by_role("status")).to_have_text("The connection is lost. Trying again.")
    expect(page.get_by_role("status")).to_have_class("notice")
    page.unroute("**/state")
    expect(page.get_by_role("status")).to_have_class("only-read")
    service.queue.send(id_)
    sees_points(page, "20")


def test_the_end_of_the_stream_is_no_lost_connection(visit: Visit, service: Service, newcomer: str) -> None:
    id_ = service.waiting(person=newcomer)
    page = visit(f"/submissions/{id_}", newcomer)
    page.clock.install()
    held: list[Route] = []
    page.route(
        "**/state", lambda route: held.append(route)
    )  # the server ends the stream before the page has what it told of
    page.reload()
    with page.expect_event("requestfinished", lambda made: "/events" in made.url, timeout=PATIENCE):
        assert service.queue.send(id_)
    for route in held:
        route.continue_()
    page.unroute("**/state")
    sees_points(page, "20")
    page.clock.run_for(10_000)
    expect(page.get_by_role("status")).to_have_text("Graded: 20 of 20 points.")


def test_a_link_to_a_folded_check_unfolds_it(visit: Visit, service: Service) -> None:
    page = visit(f"/submissions/{service.graded('batch_mean')}", service.student)
    first = page.locator("details#f1c2")
    first.locator("summary").click()
    expect(first.get_by_text("Known mistake")).to_be_hidden()
    page.get_by_role("link", name="See “The values").click()
    expect(first.get_by_text("Known mistake")).to_be_visible()


def test_hostile_text_never_becomes_markup(visit: Visit, service: Service) -> None:
    person = service.join(HOSTILE)
    code = f"{HOSTILE}\n'''</code>{HOSTILE}'''\n"
    id_ = service.waiting(code, person, HOSTILE)
    page = visit(f"/submissions/{id_}", person)
    service.queue.send(id_)
    expect(page.locator(".score")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#line-1 code")).to_have_text(HOSTILE)
    for path in ("/", PATH, f"/submissions/{service.graded('hostile', code, person, HOSTILE)}"):
        page.goto(path)
        assert "owned" not in page.title()
        assert page.locator("img").count() == 0
