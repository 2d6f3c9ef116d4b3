"""Arrays as tables."""

import pytest

from submissions.pages.matrices import Matrix, entry_of, matrix, shape_of


def texts(made: Matrix) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in part.rows] for part in made.slices]


@pytest.mark.parametrize(
    ("value", "shape", "said"),
    [
        (3, (), "number"),
        ([1, 2], (2,), "(2,)"),
        ([[1, 2, 3]], (1, 3), "1 × 3"),
        ([[[1]], [[2]]], (2, 1, 1), "2 × 1 × 1"),
    ],
)
def test_the_shape_is_told(value: object, shape: tuple[int, ...], said: str) -> None:
    assert shape_of(value) == shape
    assert matrix("x", value).shape == said


def test_one_axis_is_one_row() -> None:
    assert texts(matrix("b", [1, 2])) == [[["1", "2"]]]


def test_more_than_two_axes_are_slices_with_their_index() -> None:
    made = matrix("x", [[[[1, 2]], [[3, 4]]]])
    assert [part.label for part in made.slices] == ["[0, 0]", "[0, 1]"]
    assert texts(made) == [[["1", "2"]], [["3", "4"]]]


@pytest.mark.parametrize(
    ("value", "entry"),
    [(5, ()), ([5, 1], (0,)), ([[1, 2], [5, 1]], (1, 0)), ([[[1], [2]], [[3], [5]]], (1, 1, 0))],
)
def test_exactly_the_wrong_entry_is_marked(value: object, entry: tuple[int, ...]) -> None:
    made = matrix("x", value, entry, "wrong", "5.0000001")
    marked = [cell for part in made.slices for row in part.rows for cell in row if cell.mark]
    assert [(cell.text, cell.mark) for cell in marked] == [("5.0000001", "wrong")]
    assert entry_of(value, entry) == 5


def test_an_index_that_fits_nowhere_marks_nothing() -> None:
    made = matrix("x", [[1, 2]], (0,), "wrong")
    assert not any(cell.mark for part in made.slices for row in part.rows for cell in row)
    assert entry_of([[1, 2]], (3, 0)) is None


def test_large_arrays_are_cut_and_say_so() -> None:
    made = matrix("x", [[0] * 64] * 64)
    assert made.cut
    assert made.shape == "64 × 64"
    assert len(made.slices[0].rows) == len(made.slices[0].rows[0]) == 10


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "nothing"), ([], "empty"), ([[1], [2, 3]], "[[1], [2, 3]]"), ({"a": 1}, "{'a': 1}")],
)
def test_what_is_no_array_is_told_in_words(value: object, said: str) -> None:
    made = matrix("x", value)
    assert (made.words, made.slices) == (said, ())
