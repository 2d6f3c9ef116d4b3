"""Typed-in answers: from the form to what is said of each, through the whole service."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BY_HAND, RIGHT, Service, Visit

pytestmark = pytest.mark.browser
PATH = f"/assignments/{BY_HAND}"
PHONE = {"width": 360, "height": 740}
PATIENCE = 60_000
VALUES = {"a": "52", "b": "1 1\n1 1", "c": "[[2, 2], [10, 10]]", "d": "4 4; 20 20", "e": "(20, 20)\n(32, 32)"}


def sees_points(page: Page, points: str) -> None:
    expect(page.locator(".score .big")).to_have_text(f"{points} points", timeout=PATIENCE)


def fill(page: Page, values: dict[str, str] = VALUES) -> None:
    for name, value in values.items():
        page.get_by_label(f"({name})").fill(value)


def test_right_answers_earn_every_point(visit: Visit, newcomer: str) -> None:
    page = visit("/", newcomer)
    page.get_by_role("link", name="Matrix derivatives by hand").click()
    expect(page.locator("label math").first).to_be_visible()
    fill(page)
    page.get_by_role("button", name="Hand in these answers").click()
    sees_points(page, "5 of 5")
    expect(page.get_by_text("Every answer is right. Well done.")).to_be_visible()
    expect(page.locator(".check .verdict.passed")).to_have_count(5)
    expect(page.get_by_text("[[2, 2], [10, 10]]")).to_be_visible()


def test_a_wrong_answer_says_what_is_wrong_and_only_it_is_typed_anew(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer, viewport=PHONE)
    fill(page, {**VALUES, "d": "4 20\n4 20", "e": ""})
    page.get_by_role("button", name="Hand in these answers").click()
    sees_points(page, "3 of 5")
    wrong = page.locator(".check", has=page.locator(".verdict.failed"))
    expect(wrong).to_have_count(2)
    expect(wrong.first).to_contain_text("Wrong")
    expect(wrong.first).to_contain_text("4 20\n4 20")
    expect(wrong.first).to_contain_text("transpose")
    expect(wrong.last).to_contain_text("Blank")
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_label("(c)")).to_have_value(VALUES["c"])
    fill(page, {name: VALUES[name] for name in "de"})
    page.get_by_role("button", name="Hand in these answers").click()
    sees_points(page, "5 of 5")
    page.get_by_role("link", name="What changed").click()
    expect(page.locator("main")).to_contain_text("4 20")
    expect(page.get_by_text("not readable")).to_have_count(0)


def test_the_last_answers_stand_in_the_form_on_another_device(visit: Visit, newcomer: str) -> None:
    first = visit(PATH, newcomer)
    fill(first)
    first.get_by_role("button", name="Hand in these answers").click()
    sees_points(first, "5 of 5")
    expect(visit(PATH, newcomer).get_by_label("(b)")).to_have_value(VALUES["b"])


def test_what_is_typed_survives_a_reload(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    fill(page, {"c": "2 2\n10 10"})
    page.reload()
    expect(page.get_by_label("(c)")).to_have_value("2 2\n10 10")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_empty_form_is_told_in_place(visit: Visit, newcomer: str, scripts: bool) -> None:
    page = visit(PATH, newcomer, java_script_enabled=scripts)
    page.get_by_role("button", name="Hand in these answers").click()
    expect(page.locator("#answers-error")).to_contain_text("Type at least one")
    page.get_by_label("(a)").fill("52")
    page.get_by_role("button", name="Hand in these answers").click()
    sees_points(page, "1 of 5")


def test_the_keyboard_alone_is_enough(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    page.get_by_label("(a)").focus()
    for value in VALUES.values():
        page.keyboard.insert_text(value)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in these answers")).to_be_focused()
    page.keyboard.press("Enter")
    sees_points(page, "5 of 5")


def test_code_and_answers_go_in_one_form(
    visit: Visit, service: Service, newcomer: str, tmp_path: Path
) -> None:
    page = visit("/assignments/both", newcomer)
    fill(page)
    page.get_by_role("button", name="Hand in answers and code").click()
    expect(page.locator("#file-error")).to_contain_text("Your code is missing")
    expect(page.get_by_label("(b)")).to_have_value(VALUES["b"])
    (tmp_path / "layers.py").write_text(RIGHT)
    page.get_by_label("A Python file").set_input_files(tmp_path / "layers.py")
    page.get_by_role("button", name="Hand in answers and code").click()
    sees_points(page, "25 of 25")
