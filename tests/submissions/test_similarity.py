"""Winnowing: what the paper promises, and what renaming and commenting do not hide."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from submissions import similarity
from submissions.pages.listing import shown_lines
from submissions.similarity import (
    GRAM,
    LONGEST,
    WINDOW,
    alike_throughout,
    fingerprints,
    pairs,
    tokens,
    winnowed,
)

CODE = (Path(__file__).parent.parent / "solutions" / "right" / "numerical_differences.py").read_text()
hashes = st.lists(st.integers(0, 50), max_size=60)


@given(hashes)
def test_every_window_keeps_one_and_nothing_else_is_kept(found: list[int]) -> None:
    kept = winnowed(found)
    windows = [range(at, at + WINDOW) for at in range(len(found) - WINDOW + 1)]
    assert all(any(at in window for at in kept) for window in windows)
    assert kept == sorted(set(kept))
    for at in kept if windows else ():
        assert any(at in w and found[at] == min(found[k] for k in w) for w in windows)


@given(hashes, hashes, st.lists(st.integers(), min_size=WINDOW, max_size=20))
def test_what_is_long_enough_and_shared_is_found(
    before: list[int], after: list[int], shared: list[int]
) -> None:
    def kept(row: list[int]) -> set[int]:
        return {row[at] for at in winnowed(row)}

    assert kept(before + shared) & kept(shared + after)


@given(st.text(max_size=300))
@example("a = 1\r" * 20)
@example("a = 1\r\n" * 20)
def test_any_text_has_fingerprints_on_lines_that_are_shown(source: str) -> None:
    shown = set(range(1, len(shown_lines(source)) + 1))
    for lines in fingerprints(source).values():
        assert lines <= shown


def test_other_names_comments_and_spaces_hide_nothing() -> None:
    one = [t.word for t in tokens("def f(a, b):\n    return a @ b\n")]
    other = [t.word for t in tokens("# mine\ndef g(left,right):\n  '''No.'''\n  return left@right # yes\n")]
    assert one == other
    assert set(fingerprints(CODE)) == set(fingerprints(CODE.replace("dout", "upstream").replace(" = ", "=")))


def test_a_copy_is_alike_and_what_everybody_was_given_does_not_count() -> None:
    mine = set(fingerprints(CODE))
    assert len(mine) >= similarity.FEWEST
    [pair] = pairs({"b": mine, "a": mine})
    assert (pair.one, pair.other, pair.share, pair.shared) == ("a", "b", 1.0, len(mine))
    assert pairs({"a": mine, "b": mine}, common=mine) == []
    assert pairs({"a": mine, "b": set(list(mine)[: similarity.FEWEST - 1])}) == []


@given(
    st.dictionaries(st.text(max_size=3), st.sets(st.integers(0, 60)), max_size=5), st.sets(st.integers(0, 60))
)
def test_pairs_are_those_of_a_plain_comparison(prints: dict[str, set[int]], common: set[int]) -> None:
    own = {n: p - common for n, p in prints.items() if len(p - common) >= similarity.FEWEST}
    expected = {
        (a, b): len(own[a] & own[b]) / min(len(own[a]), len(own[b])) for a in own for b in own if a < b
    }
    found = {(p.one, p.other): p.share for p in pairs(prints, common)}
    assert found == {names: share for names, share in expected.items() if share >= 0.5}


def test_those_with_the_very_same_fingerprints_stand_together() -> None:
    many = set(range(similarity.FEWEST + 2))
    given = {99}
    prints = {"d": many, "a": many, "c": many | given, "x": many | {100}, "few": {1}, "y": many | {100}}
    assert alike_throughout(prints, given) == [("a", "c", "d")]
    assert alike_throughout(prints, given, fewest=2) == [("a", "c", "d"), ("x", "y")]


def test_a_short_text_has_no_fingerprint() -> None:
    assert fingerprints("x = 1\n") == {}
    assert len(tokens("x = 1\n")) < GRAM


@pytest.mark.parametrize("unit", ["\n ", "\n\t", " "])
def test_a_file_of_blanks_is_looked_at_in_one_go(unit: str) -> None:
    """The lexer alone would take minutes, which no run of the tests could wait for."""
    assert fingerprints("match" + unit * (LONGEST // len(unit))) == {}
