"""The sentences and figures of single checks, on answers that are wrong in a place of our choice."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from grader.checks.check import Check, Evidence, Finding
from grader.checks.differences import Differences
from grader.checks.edges import Edges
from grader.checks.network import Network
from grader.checks.purity import Purity
from grader.checks.reference import Reference
from grader.checks.shapes import Shapes
from grader.draws import Draws
from grader.evidence import Answer, Probe
from grader.layers.affine import AFFINE
from grader.layers.layer import Layer
from grader.layers.registry import LAYERS
from grader.messages import Array, Fault, FaultKind, Reply, Returned, Value
from grader.planning import plan
from grader.returned import Missing
from tests.grader.in_process import drive
from tests.grader.right_and_wrong import RIGHT_AFFINE, RIGHT_SIGMOID, affine
from tests.grader.test_grading import SHEET

GROUPS = ("exercise", "ladder", "random", "square", "images", "large", "edges", "again")
Change = Callable[[Probe, Array], Array]


def evidence(change: Change, output: int = 1) -> Evidence:
    """Right answers to a whole plan, with gradient `output` of each changed."""
    draws = Draws("1")
    return Evidence(
        AFFINE,
        "input",
        tuple(
            Answer(AFFINE, probe, _changed(probe, change, output))
            for group in GROUPS
            for probe in draws.probes(AFFINE, group)
        ),
    )


def _changed(probe: Probe, change: Change, output: int) -> Reply:
    gradients = list(AFFINE.vjp(probe.case.double()))
    gradients[output] = change(probe, gradients[output])
    return Returned(tuple(gradients))


def found(check: Check, change: Change, output: int = 1) -> Finding:
    finding = check.judge(evidence(change, output))
    assert not finding.passed
    return finding


def only(group: str, change: Callable[[Array], Array], at: int = -1) -> Change:
    """A change of the probe number `at` of a group."""
    chosen = Draws("1").probes(AFFINE, group)[at].label
    return lambda probe, want: change(want) if (probe.group, probe.label) == (group, chosen) else want


def test_a_nudged_entry_is_said_with_both_rates() -> None:
    def spoil(want: Array) -> Array:
        wrong = want.copy()
        wrong[0, 1] += 0.5
        return wrong

    finding = found(Differences(1), only("random", spoil, 0))
    case = Draws("1").probes(AFFINE, "random")[0].case
    want = AFFINE.vjp(case)[1][0, 1]
    said = re.fullmatch(
        r"Nudging w\[0, 1\] changes the loss at the rate (.+); your dw\[0, 1\] is (.+)\.", finding.message
    )
    assert said is not None
    assert float(said[1].replace("−", "-")) == pytest.approx(want, rel=1e-4)
    assert float(said[2].replace("−", "-")) == pytest.approx(want + 0.5, rel=1e-4)
    assert (finding.output, finding.about_values, finding.figures["worst_entry"]) == (1, True, [0, 1])
    assert finding.figures["max_abs_error"] == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize(("group", "at"), [("random", 1), ("random", 3), ("large", 0)])
@pytest.mark.parametrize(("output", "names"), [(0, ("x", "dx")), (1, ("w", "dw")), (2, ("b", "db"))])
def test_a_gradient_that_is_wrong_only_later_is_seen_along_a_direction(
    group: str, at: int, output: int, names: tuple[str, str]
) -> None:
    finding = found(Differences(1), only(group, lambda want: want + 1.0, at), output)
    variable, gradient = names
    says = (
        rf"Along a random direction in {variable} the loss changes at the rate (\S+); "
        rf"by your {gradient} it would be (\S+)\."
    )
    said = re.fullmatch(says, finding.message)
    assert said is not None
    rate, yours = (float(number.replace("−", "-")) for number in said.groups())
    assert (finding.output, finding.about_values) == (output, True)
    assert finding.figures == {"max_abs_error": pytest.approx(abs(rate - yours), rel=1e-3)}


def test_a_rate_that_is_not_a_number_is_written_as_text() -> None:
    finding = found(Differences(1), only("large", lambda want: want * np.nan))
    assert finding.figures == {"max_abs_error": "NaN"}
    assert finding.message.endswith("by your dw it would be NaN.")


@pytest.mark.parametrize(
    ("group", "at", "where"),
    [
        ("ladder", 0, ""),
        ("again", 1, ""),
        ("random", 0, r" \(with N = \d, D = \d, M = \d\)"),
        ("large", 0, r" \(with N = 12, D = 20, M = 9\)"),
    ],
)
def test_a_wrong_entry_is_said_with_what_is_special_about_the_case(group: str, at: int, where: str) -> None:
    finding = found(Reference(1, "dw"), only(group, lambda want: want + 1.0, at))
    assert re.fullmatch(rf"dw\[\d+, \d+\] is \S+; expected \S+?{where}\.", finding.message)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda want: np.zeros(()), r"dw is a single number; expected shape \(\d, \d\) \(with N = .*\)\."),
        (lambda want: want.T, r"dw has shape \(\d, \d\); expected \(\d, \d\) \(with N = .*\)\."),
        (
            lambda want: (want + 1)[None],
            r"dw has shape \(1, \d, \d\); expected \(\d, \d\) \(with N = .*\)\. Its values are wrong, too: "
            r"\S+ stands where \S+ should\.",
        ),
    ],
)
def test_a_wrong_shape_is_said_with_the_right_one(change: Callable[[Array], Array], says: str) -> None:
    finding = found(Reference(1, "dw"), only("random", change, 0))
    assert re.fullmatch(says, finding.message)
    assert not finding.about_values
    assert finding.output == 1


def test_the_check_on_shapes_does_not_speak_of_values() -> None:
    finding = found(Shapes(1), only("random", lambda want: (want + 1)[None], 0))
    assert re.fullmatch(r"dw has shape \(1, \d, \d\); expected \(\d, \d\) \(with N = .*\)\.", finding.message)


def test_a_check_without_a_case_to_look_at_is_our_fault_and_no_pass() -> None:
    whole = evidence(lambda probe, want: want)
    images = tuple(answer for answer in whole.answers if not answer.plain)
    assert images
    with pytest.raises(ValueError, match="no case to look at"):
        Reference(1, "dw").judge(Evidence(AFFINE, "input", images))


def test_a_missing_gradient_is_said_by_its_name() -> None:
    def none(probe: Probe, want: Array) -> Array:
        return None  # type: ignore[return-value]

    finding = found(Reference(1, "dw"), none)
    assert finding.message.startswith("dw is None: it is still to be computed")
    assert finding.output == 1


def stopping(groups: tuple[str, ...], label: str = "", kind: FaultKind = FaultKind.EXCEPTION) -> Evidence:
    """A function that stops in the groups, or only with what has the label."""
    fault = Fault(kind, "Line 7 raised ValueError: no.", 7)
    right = evidence(lambda probe, want: want)
    return Evidence(
        AFFINE,
        "input",
        tuple(
            Answer(AFFINE, a.probe, fault) if a.probe.group in groups and label in ("", a.probe.label) else a
            for a in right.answers
        ),
    )


def test_an_exception_at_one_edge_is_said_with_the_edge() -> None:
    finding = Edges(1).judge(stopping(("edges",), "one row, N = 1"))
    assert finding.message == "With one row, N = 1: Line 7 raised ValueError: no."
    assert finding.answer is not None
    assert finding.answer.probe.label == "one row, N = 1"


def test_code_for_double_precision_alone_may_stop_at_single_precision_and_not_be_wrong_there() -> None:
    assert Edges(1).judge(stopping(("edges",), "single precision")).passed
    at = [probe.label for probe in Draws("1").probes(AFFINE, "edges")].index("single precision")
    assert found(Edges(1), only("edges", lambda gradient: gradient + 1, at)).figures


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
def test_an_exception_at_any_other_edge_costs_the_point_in_every_layer(layer: Layer) -> None:
    fault = Fault(FaultKind.EXCEPTION, "Line 7 raised ValueError: no.", 7)
    for stop in Draws("1").probes(layer, "edges"):
        if stop.label != "single precision":
            replies = [
                (probe, fault if probe.label == stop.label else Returned(_as_returned(layer.vjp(probe.case))))
                for probe in Draws("1").probes(layer, "edges")
            ]
            answers = tuple(Answer(layer, probe, reply) for probe, reply in replies)
            assert not Edges(1).judge(Evidence(layer, "input", answers)).passed, stop.label


def _as_returned(gradients: tuple[Array, ...]) -> Value:
    return gradients if len(gradients) > 1 else gradients[0]


@pytest.mark.parametrize("kind", [FaultKind.TIME_LIMIT, FaultKind.MEMORY_LIMIT, FaultKind.CRASH])
def test_only_an_exception_says_that_code_is_for_double_precision(kind: FaultKind) -> None:
    assert not Edges(1).judge(stopping(("edges",), "single precision", kind)).passed


def test_an_exception_everywhere_is_not_blamed_on_an_edge() -> None:
    finding = Edges(1).judge(stopping(GROUPS))
    assert finding.message == "Line 7 raised ValueError: no."


@pytest.mark.parametrize(
    ("mutated", "what"),
    [
        ((0,), "dout"),
        ((1,), "the arrays in cache"),
        ((0, 1), "dout and the arrays in cache"),
        ((2,), "argument 2"),
    ],
)
def test_what_was_changed_in_place_is_named(mutated: tuple[int, ...], what: str) -> None:
    right = evidence(lambda probe, want: want).answers
    value = right[3].reply
    assert isinstance(value, Returned)
    changed = Answer(AFFINE, right[3].probe, Returned(value.value, mutated))
    finding = Purity(1).judge(Evidence(AFFINE, "input", (*right[:3], changed, *right[4:])))
    assert finding.message == (
        f"The function changes {what} in place. "
        f"Other layers still need {'it' if what == 'dout' else 'them'}: work on a copy, or write a new array."
    )


def in_network(**functions: Callable[..., object]) -> Finding:
    """The check on networks with these functions in the place of right ones."""
    given = {
        "affine_backward": RIGHT_AFFINE["closed form"],
        "sigmoid_backward": RIGHT_SIGMOID["closed form"],
        **functions,
    }
    planned = plan(SHEET, "1")
    first = planned.functions[0]
    drives: dict[str, tuple[object, ...]] = {}
    for (check, asked), call in zip(first.drives, first.driven(), strict=True):
        drives[check.name] = (*drives.get(check.name, ()), (asked, drive(given, call)))
    return Network(1).judge(Evidence(AFFINE, "input", (), drives))  # type: ignore[arg-type]


def test_a_right_network_passes_also_with_a_row_of_db() -> None:
    assert in_network().passed
    assert in_network(affine_backward=affine(db=lambda d, x, w, b: d.sum(axis=0, keepdims=True))).passed


def test_a_wrong_network_says_which_entry_and_which_rate() -> None:
    finding = in_network(affine_backward=affine(dw=lambda d, x, w, b: -(x.T @ d)))
    says = (
        r"In Affine–Sigmoid–Loss: dw\[(\d), (\d)\] is (\S+), but the loss changes at the rate (\S+)\. "
        r"One wrong layer spoils the gradients of all before it\."
    )
    said = re.fullmatch(says, finding.message)
    assert said is not None
    assert said[3].lstrip("−") == said[4].lstrip("−") != said[3] + said[4]
    assert finding.figures == {"worst_entry": [int(said[1]), int(said[2])]}
    assert finding.counterexample is not None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (lambda d, x, w, b: np.zeros(()), "dw is a single number; expected (2, 1)."),
        (lambda d, x, w, b: np.zeros((3, 1)), "dw has shape (3, 1); expected (2, 1)."),
        (lambda d, x, w, b: np.zeros((2, 2)), "dw has shape (2, 2); expected (2, 1)."),
    ],
)
def test_a_gradient_of_another_shape_is_said_in_the_network(value: Callable[..., Array], says: str) -> None:
    assert in_network(affine_backward=affine(dw=value)).message == f"In Affine–Sigmoid–Loss: {says}"


def test_a_comparison_is_strict_about_shapes_unless_told_otherwise() -> None:
    probe = Draws("1").probes(AFFINE, "random")[0]
    gradients = AFFINE.vjp(probe.case)
    answer = Answer(AFFINE, probe, Returned((*gradients[:2], gradients[2][None])))
    assert answer.compare(2) is None
    assert answer.got(2) is None
    loose = answer.compare(2, loose_shape=True)
    assert loose is not None
    assert loose.passed
    assert answer.right(2, loose_shape=True)
    assert not answer.right(2)
    assert not isinstance(answer.outputs[2], Missing)
