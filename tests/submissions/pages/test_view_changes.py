"""What changed from one attempt to the next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from submissions.pages import view_changes
from submissions.pages.view_report import view
from tests.submissions.pages.conftest import report

TEXT = st.lists(st.sampled_from(["a", "b", "", "c <b>"]), max_size=30).map("\n".join)


def test_changed_lines_carry_their_numbers_in_both_files() -> None:
    made = view_changes.code("a\nb\nc\n", "a\nB\nc\n")
    assert made
    assert [(line.sign, line.before, line.after, line.text) for line in made[0]] == [
        ("", 1, 1, "a"),
        ("−", 2, None, "b"),
        ("+", None, 2, "B"),
        ("", 3, 3, "c"),
    ]


def test_parts_far_from_each_other_stand_apart() -> None:
    lines = [str(at) for at in range(40)]
    made = view_changes.code("\n".join(lines), "\n".join(["x", *lines[1:39], "y"]))
    assert made is not None
    assert len(made) == 2


def test_the_same_code_has_no_changes() -> None:
    assert view_changes.code("a\r\nb", "a\nb\n") == ()


def test_long_files_are_not_compared() -> None:
    assert view_changes.code("a\n" * 3000, "a") is None


@given(TEXT, TEXT)
def test_the_changes_lead_from_one_to_the_other(before: str, after: str) -> None:
    made = view_changes.code(before, after)
    assert made is not None
    old, new = before.removesuffix("\n").split("\n"), after.removesuffix("\n").split("\n")
    for line in (line for part in made for line in part):
        assert line.before is None or old[line.before - 1] == line.text
        assert line.after is None or new[line.after - 1] == line.text
    gone = {line.before for part in made for line in part if line.sign == "−"}
    added = {line.after for part in made for line in part if line.sign == "+"}
    assert [t for at, t in enumerate(old, 1) if at not in gone] == [
        t for at, t in enumerate(new, 1) if at not in added
    ]


def test_checks_that_came_out_differently_are_told() -> None:
    mended = view_changes.checks(view(report("batch_mean")), view(report("full_marks")))
    assert [check.title for check in mended if check.passed][:2] == [
        "The values of the sheet's exercise",
        "dW equals Xᵀ · dout",
    ]
    assert all(check.passed for check in mended)
    back = view_changes.checks(view(report("full_marks")), view(report("batch_mean")))
    assert len(back) == len(mended)
    assert not any(check.passed for check in back)
    assert view_changes.checks(view({}), view(report("full_marks"))) == ()
