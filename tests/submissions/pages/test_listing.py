"""The student's code on the page."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from submissions.pages import listing
from submissions.pages.blueprint import STATIC


def plain(source: str) -> list[str]:
    return [unescape(re.sub(r"<[^>]*>", "", line.markup)) for line in listing.lines(source)]


def test_the_style_sheet_is_up_to_date() -> None:
    assert (STATIC / "listing.css").read_text() == listing.stylesheet()


def test_lines_are_numbered_as_python_counts_them() -> None:
    source = "a = 1\r\nb = '''x\n\ny'''\rc\n"
    assert plain(source) == ["a = 1", "b = '''x", "", "y'''", "c"]
    assert [line.number for line in listing.lines(source)] == [1, 2, 3, 4, 5]


def test_markup_in_code_is_text() -> None:
    [line] = listing.lines("x = '<script>alert(1)</script>'  # <b>")
    assert "<script" not in line.markup
    assert "<b>" not in line.markup
    assert "&lt;script&gt;" in line.markup


def test_words_of_python_are_coloured() -> None:
    [line] = listing.lines("def f(x): return None")
    assert '<span class="k">def</span>' in line.markup
    assert '<span class="nf">f</span>' in line.markup


def test_a_message_stands_at_its_line() -> None:
    made = listing.lines("a\nb\nc", {2: "no", 9: "beyond the end"})
    assert [line.message for line in made] == ["", "no", ""]


def test_a_very_long_file_is_shown_without_colours() -> None:
    made = listing.lines("def f(): pass\n" * 5000)
    assert len(made) == 5000
    assert made[0].markup == "def f(): pass"


def test_a_file_of_many_lines_does_not_make_an_endless_page() -> None:
    assert len(listing.lines("\n" * 60_000)) == listing.MOST_LINES
    assert len(listing.lines("\n" * 250_000)) == listing.MOST_LINES


def test_characters_that_turn_the_direction_are_made_visible() -> None:
    assert plain("x = 1 # \u202e abc") == ["x = 1 # ⟦U+202E⟧ abc"]


@given(st.text(alphabet=st.sampled_from("ab \n\t'\"#\\(<&{0f:"), max_size=80))
def test_no_character_is_lost(source: str) -> None:
    expected = source.removesuffix("\n").split("\n")
    assert plain(source) == expected
