"""Text of strangers cannot steer a terminal."""

import unicodedata

import hypothesis.strategies as st
from hypothesis import given

from worker.check.plain import plain


@given(st.text(st.characters(codec=None)))
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = plain(text)
    kinds = {unicodedata.category(character) for character in shown if character not in "\n\t"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    shown.encode("utf-8")


@given(st.text(st.characters(categories=("L", "N", "P", "S"))))
def test_letters_and_formulas_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_an_escape_is_written_out() -> None:
    assert plain("a\x1b[0m\r\u202e") == "a\\x1b[0m\\r\\u202e"
