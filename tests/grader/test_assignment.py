"""The assignment file: what is accepted, and what is said of mistakes in it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.assignment import BUILTIN, AssignmentError, builtin, builtin_text, parse

TEXT = builtin_text("matrix-derivatives")


@pytest.mark.parametrize("name", BUILTIN)
def test_every_builtin_assignment_is_valid(name: str) -> None:
    assignment = builtin(name)
    assert assignment.id == name
    checks = [check.points for f in assignment.functions for check in f.checks]
    assert assignment.max_points == sum(checks) + sum(answer.points for answer in assignment.answers)


def test_the_digest_is_that_of_the_text() -> None:
    assert builtin("matrix-derivatives").digest == parse(TEXT).digest
    assert parse(TEXT + "\n").digest != parse(TEXT).digest


def line_of(text: str, part: str, nth: int = 1) -> int:
    numbers = [i for i, line in enumerate(text.splitlines(), start=1) if part in line]
    return numbers[nth - 1]


@pytest.mark.parametrize(
    ("old", "new", "nth", "says"),
    [
        ('kind = "reference"', 'kind = "refrence"', 1, "Did you mean 'reference'?"),
        ('layer = "sigmoid"', 'layer = "sigmiod"', 1, "Did you mean 'sigmoid'?"),
        ('cache = "output"', 'cache = "outptu"', 1, "Did you mean 'output'?"),
        ('output = "dw"', 'output = "dW"', 1, "no gradient 'dW'"),
        ("points = 20", "points = 21", 1, "add up to 20"),
        ("points = 12", "points = 13", 1, "the checks of affine_backward add up to 12"),
        ("points = 8", 'points = "8"', 1, "points must be a number"),
        ("points = 8", "points = true", 1, "points must be a number"),
        ("points = 8", "points = nan", 1, "points must be a number"),
        ('id = "matrix-derivatives"', 'id = "Matrix Derivatives"', 1, "lower-case words"),
        ('forward = "sigmoid_forward"', "forwards = 1", 1, "Did you mean 'forward'?"),
        ("schema = 1", "schema = 2", 1, "schema = 1"),
        ('name = "sigmoid_backward"', 'name = "affine_backward"', 2, "affine_backward stands here twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, nth: int, says: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(AssignmentError) as error:
        parse(text)
    assert says in str(error.value)
    assert str(error.value).startswith(f"Line {line_of(text, new, nth)}: ")


def test_a_check_that_stands_twice_is_refused() -> None:
    text = TEXT.replace('output = "dw"', 'output = "dx"', 1)
    with pytest.raises(AssignmentError, match=r"Line \d+: reference.dx stands here twice"):
        parse(text)


def test_an_unknown_builtin_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(AssignmentError, match="Did you mean 'matrix-derivatives'"):
        builtin("matrix-derivative")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "function = 3",
        "[[function]]",
        "schema = 1\nid = 'a'",
        "a = [" * 900,
        "[",
        "schema = 1" + "0" * 5000,
    ],
)
def test_what_is_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(AssignmentError):
        parse(text)


@given(st.text(max_size=300))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with pytest.raises(AssignmentError):
        parse(text)


@given(st.integers(0, len(TEXT) - 1), st.text(max_size=3))
def test_any_change_is_parsed_or_refused(at: int, new: str) -> None:
    with suppress(AssignmentError):
        parse(TEXT[:at] + new + TEXT[at + 1 :])


@pytest.mark.parametrize("part", ["a", '"a"', "'a'", r'"\""', "a "])
def test_a_key_that_takes_a_minute_to_read_is_refused_before(part: str) -> None:
    text = f"{part}." * 12_000
    for whole in (f"{text}a = 1", f"[{text}a]", f"x = {{{text}a = 1}}"):
        with pytest.raises(AssignmentError, match="more than fifty parts"):
            parse(whole)


def test_long_words_and_many_dots_are_no_long_key() -> None:
    assert parse(TEXT + "# " + "a" * 20_000 + "." * 200 + "\n# x.y.z.\n").id == "matrix-derivatives"
