"""Typed-in answers of exercise 2, as people type them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers import Answer, judge, read
from grader.assignment import AssignmentError, builtin, builtin_text, parse
from grader.grading import judge as judge_all
from grader.grading import plan
from grader.messages import Run
from grader.report import AnswerResult
from grader.returned import Missing

HAND = builtin("matrix-derivatives-by-hand")
BY_NAME = {answer.name: answer for answer in HAND.answers}
D = "[[4, 4], [20, 20]]"


@pytest.mark.parametrize(
    "text",
    [
        D,
        "[[4,4],[20,20]]",
        "4 4\n20 20",
        "4 4; 20 20",
        " 4, 4 ;\n 20, 20 ",
        "(4, 4), (20, 20)",
        "((4 4) (20 20))",
        "[4 4][20 20]",
        r"\begin{pmatrix} 4 & 4 \\ 20 & 20 \end{pmatrix}",
        r"$\left( 4 & 4 \\ 20 & 20 \right)$",
        "8/2 4.0\r\n2e1 20.",
        "+4 4.0000001\n20 40 / 2",
        "[[4, 4],\n [20, 20]]",
        "{4 4; 20 20}",
    ],
)
def test_a_matrix_is_read_as_people_write_it(text: str) -> None:
    assert judge(BY_NAME["d"], text).passed, read(text)


@pytest.mark.parametrize("text", ["52", " 52.0 ", "[52]", "(52)", "104/2", "+52", "5.2e1", "$52$"])
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert judge(BY_NAME["a"], text).passed, read(text)


def test_a_minus_sign_may_be_a_real_one() -> None:
    got = read("−3/4 –2")
    assert not isinstance(got, Missing)
    assert got.tolist() == [[-0.75, -2]]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("d", None, "No answer"),
        ("d", "  \n", "No answer"),
        ("d", "[]", "is empty"),
        ("d", "four", "cannot be read from 'four'"),
        ("d", "4 4 20", "Asked for is a matrix of shape (2, 2)"),
        ("d", "4 4\n20", "rows of different lengths"),
        ("d", "1/0 4\n20 20", "divides by zero"),
        ("d", "4 20\n4 20", "transpose"),
        ("d", "-4 -4\n-20 -20", "sign"),
        ("d", "2 2\n10 10", "This is the value of (c)"),
        ("e", "10 10\n16 16", "0.5 times"),
        ("d", "4 4\n20 21", "1 of 4 entries are wrong, the first in row 2, column 2"),
        ("d", "nan nan\nnan nan", "cannot be read"),
        ("d", "__import__('os')", "cannot be read"),
        ("d", "1 " * 1500, "longer than"),
        ("a", "5,2", "Asked for is one number"),
        ("a", "53", "not the value"),
        ("a", D, "Asked for is one number"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_that_helps(name: str, text: str | None, says: str) -> None:
    result = judge(BY_NAME[name], text, HAND.answers)
    assert not result.passed
    assert result.points == 0
    assert says in result.message


@pytest.mark.parametrize(
    ("name", "text", "passes"),
    [
        ("a", "52.05", True),
        ("a", "52.06", False),
        ("a", "51.95", True),
        ("a", "51.94", False),
        ("a", "1e999", False),
        ("b", "1 1\n1 1.001", True),
        ("b", "1 1\n1 1.002", False),
        ("e", "20 20\n32 32.03", True),
        ("e", "20 20.03\n32 32", False),  # each entry has its own room
    ],
)
def test_an_answer_may_be_off_by_one_in_a_thousand_and_no_more(name: str, text: str, passes: bool) -> None:
    assert judge(BY_NAME[name], text).passed is passes


@pytest.mark.parametrize(
    ("factor", "says"), [(2, "2 times"), (0.5, "0.5 times"), (4, "4 times"), (0.25, "0.25")]
)
def test_a_forgotten_factor_is_told(factor: float, says: str) -> None:
    assert says in judge(BY_NAME["a"], str(52 * factor)).message


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    got = read(text)
    assert isinstance(got, Missing) or np.all(np.isfinite(got)) or "e" in text.lower()


@given(st.lists(st.lists(st.integers(-999, 999), min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_written_as_a_list_is_read_back(rows: list[list[int]]) -> None:
    got = read(str(rows))
    assert not isinstance(got, Missing)
    assert got.tolist() == rows


def test_the_report_counts_the_answers() -> None:
    typed = {"a": "52", "b": "1 1\n1 1", "c": "2 2\n10 10", "d": D}
    report = judge_all(plan(HAND, "00"), Run(()), typed).to_json()
    assert (report["points"], report["max_points"]) == (4, 5)
    assert [answer["passed"] for answer in report["answers"]] == [True, True, True, True, False]
    assert report["answers"][4]["message"] == "No answer was given."


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value = 52", 'value = "52"', "must be a number or a matrix"),
        ("value = 52", "value = [[1, 2], [3]]", "must be a number or a matrix"),
        ("value = 52", "value = nan", "must be a number or a matrix"),
        ("value = 52", "", "'value' is missing"),
        ('name = "b"', 'name = "a"', "a stands here twice"),
        ("points = 5", "points = 6", "add up to 5"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(old: str, new: str, says: str) -> None:
    text = builtin_text("matrix-derivatives-by-hand").replace(old, new, 1)
    with pytest.raises(AssignmentError, match=r"^Line \d+: ") as error:
        parse(text)
    assert says in str(error.value)


ROW = Answer("r", "a row", 2.0, "(9)", np.array([[1.0, 2.0, 4.0]]))
VECTOR = Answer("v", "a vector", 1.0, "(9)", np.array([1.0, 2.0]))
SQUARE = Answer("s", "a matrix", 1.0, "(9)", np.array([[1.0, 2.0], [0.0, 4.0]]))
ZERO = Answer("z", "a number", 1.0, "(9)", np.array(0.0))


@pytest.mark.parametrize(
    ("answer", "typed", "message"),
    [
        (ROW, "1 2 4", ""),
        (ROW, "1\n2\n4", "This is the transpose. A gradient has the shape of its variable, equation (6)."),
        (ROW, "1\n2\n5", "Asked for is a matrix of shape (1, 3); you wrote one of shape (3, 1)."),
        (VECTOR, "1 2", ""),
        (VECTOR, "1; 2", ""),
        (VECTOR, "2 1", "This is not the value. Write the sum out term by term, as in (15)–(18)."),
        (SQUARE, "1 0; 2 4", "This is the transpose: check rows and columns."),
        (SQUARE, "-1 -2; 0 -4", "The sign is wrong."),
        (SQUARE, "0.5 1; 0 2", "This is 0.5 times the right value."),
        (
            SQUARE,
            "1 3; 1 4",
            "2 of 4 entries are wrong, the first in row 1, column 2. Write its sum out.",
        ),
        (ZERO, "0", ""),
        (ZERO, "1", "This is not the value. Write the sum out term by term, as in (15)–(18)."),
        (ZERO, "", "No answer was given."),
    ],
)
def test_each_answer_gets_its_whole_sentence(answer: Answer, typed: str, message: str) -> None:
    passed = not message
    assert judge(answer, typed) == AnswerResult(
        answer.name,
        answer.title,
        answer.equation,
        typed,
        passed,
        answer.points * passed,
        answer.points,
        message,
    )


def test_what_was_not_typed_is_shown_as_nothing() -> None:
    assert judge(ROW, None).given == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("[ ]", "is empty"),
        ("[;]", "holds no number"),
        ("1/0", "divides by zero"),
        ("1 2; 3", "has rows of different lengths: write one row a line, or [[1, 2], [3, 4]]"),
        ("1 " * 401, "has more than 400 entries"),
        ("1 " + "x" * 30, f"cannot be read from {'x' * 20!r} on: write numbers only"),
        ("1" + "X" * 30, f"cannot be read from {'X' * 20!r} on: write numbers only"),
        ("1" * 2001, "is longer than 2000 characters"),
    ],
)
def test_the_reason_why_an_answer_cannot_be_read_is_whole(typed: str, why: str) -> None:
    assert read(typed) == Missing(why)


def test_as_many_entries_as_are_allowed_are_read() -> None:
    matrix = read("1 " * 400)
    assert not isinstance(matrix, Missing)
    assert matrix.shape == (1, 400)
