"""The counterexample of a failed check."""

import pytest

from submissions.pages.view_counterexample import counterexample

CASE = {
    "inputs": {"dout": [[1, 2]], "x": [[3]]},
    "expected": [[3, 6]],
    "got": [[1.5, 3]],
    "entry": [0, 1],
    "chain_rule": "a\nb",
}


def test_the_wrong_and_the_right_entry_are_marked() -> None:
    made = counterexample(CASE)
    assert made
    assert [cell.mark for cell in made.got[0].slices[0].rows[0]] == ["", "wrong"]
    assert [cell.mark for cell in made.expected[0].slices[0].rows[0]] == ["", "right"]
    assert (made.where, made.right, made.wrong) == ("row 1, column 2", "6", "3")
    assert [matrix.name for matrix in made.inputs] == ["dout", "x"]
    assert made.chain_rule == ("a", "b")
    assert made.shapes == ""


def test_nearly_equal_entries_are_written_with_enough_digits() -> None:
    made = counterexample({"expected": [[1.0]], "got": [[1.0000000001]], "entry": [0, 0]})
    assert made
    assert (made.right, made.wrong) == ("1", "1.0000000001")
    assert made.got[0].slices[0].rows[0][0].text == "1.0000000001"


def test_different_shapes_are_said() -> None:
    made = counterexample({"expected": [1, 2], "got": [[1, 2]], "entry": None})
    assert made
    assert made.shapes == "The shapes differ: (2,) is right, yours is 1 × 2."
    assert made.where == ""


def test_nothing_returned_is_said() -> None:
    made = counterexample({"expected": [[1]], "got": None})
    assert made
    assert made.got[0].words == "nothing"


def test_the_difference_is_shaded_by_its_size() -> None:
    made = counterexample({"expected": [[1, 2], [3, 4]], "got": [[1, 2.5], [5, 4]], "entry": [1, 0]})
    assert made
    assert made.difference
    cells = [(cell.text, cell.heat) for row in made.difference.slices[0].rows for cell in row]
    assert cells == [("0", 0), ("0.5", 1), ("2", 4), ("0", 0)]


@pytest.mark.parametrize(
    ("expected", "got"), [([1], [[1]]), ([[1]], [["NaN"]]), ([[1]], None), (1, 2), ([[10**400]], [[1]])]
)
def test_there_is_no_difference_where_it_cannot_be_said(expected: object, got: object) -> None:
    made = counterexample({"expected": expected, "got": got})
    assert made
    assert made.difference is None


def test_no_case_is_none() -> None:
    assert counterexample({}) is None
