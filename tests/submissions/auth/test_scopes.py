"""What a token may be used for."""

from __future__ import annotations

import pytest

from submissions.auth import scopes
from submissions.auth.scopes import Scope, allows


@pytest.mark.parametrize("needed", list(Scope))
def test_a_word_allows_itself_and_nothing_else(needed: Scope) -> None:
    assert [word for word in Scope if allows(word, needed)] == [needed]


@pytest.mark.parametrize("needed", list(Scope))
def test_all_allows_everything(needed: Scope) -> None:
    assert allows("all", needed)
    assert allows("read all", needed)


def test_no_part_of_a_word_allows_anything() -> None:
    assert not allows("", "read")
    assert not allows("reads readable", "read")
    assert not allows("overall", "read")
    assert not allows("read", "")


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        (["submit", "read"], "read submit"),
        (["submit read", "read"], "read submit"),
        (["grade", "all"], "all"),
    ],
)
def test_words_make_a_scope_in_the_usual_order(words: list[str], scope: str) -> None:
    assert scopes.joined(words) == scope


@pytest.mark.parametrize("words", [[], [""], ["write"], ["read", "Submit"]])
def test_anything_else_is_refused_with_the_words_there_are(words: list[str]) -> None:
    with pytest.raises(ValueError, match="all, read, submit, grade, manage"):
        scopes.joined(words)
