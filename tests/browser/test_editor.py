"""The code editor: in place of the text field, it colours, indents, hints at odd lines, and traps nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import RIGHT, Service, Visit, editor, write

pytestmark = pytest.mark.browser
PATH = "/assignments/matrix-derivatives"
PATIENCE = 60_000


def test_the_starter_is_filled_in_coloured_and_graded_as_written(visit: Visit, newcomer: str) -> None:
    asked: list[str] = []
    page = visit(PATH, newcomer, viewport={"width": 360, "height": 740})
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.get_by_role("link", name="Fill in the starter code").click()
    expect(editor(page)).to_contain_text("def affine_backward(dout, cache):")
    colour = "it => getComputedStyle(it).color"
    expect(page.locator("#source")).to_be_hidden()
    keyword = page.locator(".cm-line span", has_text="import").first
    assert keyword.evaluate(colour) != editor(page).evaluate(colour)
    assert page.locator(".cm-gutters").evaluate("it => getComputedStyle(it).display") == "flex"
    write(page, RIGHT)
    page.reload()  # the draft is kept
    expect(editor(page)).to_contain_text("return dout * cache * (1 - cache)")
    page.get_by_role("button", name="Hand in this code").click()
    expect(page.locator(".score .big")).to_have_text("20 of 20 points", timeout=PATIENCE)
    assert [url for url in asked if not url.startswith(page.url.partition("/submissions")[0])] == []


def test_tab_indents_while_one_writes_and_leaves_before_and_after_escape(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    editor(page).focus()
    page.keyboard.press("Tab")  # nothing is typed yet
    expect(page.get_by_role("button", name="Hand in this code")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(editor(page)).to_be_focused()
    page.keyboard.type("def f(dout):\nx = 1")
    page.keyboard.press("Tab")
    expect(page.locator("#source")).to_have_value("def f(dout):\n        x = 1")
    expect(page.get_by_text("press Esc, then Tab")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Hand in this code")).to_be_focused()


def test_a_line_that_is_no_python_is_marked_and_may_be_handed_in(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    write(page, "import numpy as np\n\ndef f(dout, cache)\n    return dout\n")
    expect(page.get_by_text("Line 3 does not look like Python.")).to_be_visible()
    expect(page.locator(".cm-odd")).to_have_text("def f(dout, cache)")
    write(page, "x = (1 +\ny = 2\n")
    expect(page.get_by_text("Line 1 opens a bracket that is not closed.")).to_be_visible()
    page.get_by_role("button", name="Hand in this code").click()
    expect(page.get_by_text("Syntax error").first).to_be_visible(timeout=PATIENCE)


def test_a_chosen_file_that_is_no_python_is_told_before_it_is_sent(
    visit: Visit, newcomer: str, tmp_path: Path
) -> None:
    (tmp_path / "odd.py").write_text("x = 1\nfor\n")
    (tmp_path / "good.py").write_text(RIGHT)
    page = visit(PATH, newcomer)
    page.get_by_label("A Python file").set_input_files(tmp_path / "odd.py")
    expect(page.locator("#file-looks")).to_contain_text("Line 2 does not look like Python.")
    page.get_by_label("A Python file").set_input_files(tmp_path / "good.py")
    expect(page.locator("#file-looks")).to_be_empty()


def test_who_wants_a_plain_text_field_gets_one_and_keeps_it(visit: Visit, newcomer: str) -> None:
    page = visit(PATH, newcomer)
    write(page, "x = 1")
    page.get_by_role("button", name="Plain text field").click()
    expect(page.get_by_label("Write or paste your code")).to_have_value("x = 1")
    page.reload()
    expect(page.get_by_label("Write or paste your code")).to_have_value("x = 1")
    expect(page.get_by_role("button", name="Plain text field", pressed=True)).to_be_visible()
    page.get_by_role("button", name="Plain text field").click()
    expect(editor(page)).to_have_text("x = 1")


def test_without_scripts_the_starter_is_filled_in_by_the_server(
    visit: Visit, service: Service, newcomer: str
) -> None:
    page = visit(PATH, newcomer, java_script_enabled=False)
    page.get_by_role("link", name="Fill in the starter code").click()
    expect(page.get_by_label("Write or paste your code")).to_contain_text("def affine_backward(dout, cache):")
