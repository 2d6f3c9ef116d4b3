"""Two mistakes at once in the same gradient: a known one, and a sign, a factor or a forgotten dout on top.

Each is only a proposal. `grader.diagnosis` names it if it explains every draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from grader.evidence import Answer
from grader.fitting import ratio
from grader.layers.layer import Case, Layer, Misconception
from grader.messages import Array
from grader.returned import Missing
from grader.subscripts import number

ALONE = frozenset(
    {
        *("all_zeros", "all_ones", "unit_matrix", "mean_number"),
        *("sign", "batch_mean", "doubled", "halved", "times_batch"),
    }
)
"""Entries with which a second factor is not another mistake."""
_TWO = "Two things at once."
_SHARES: tuple[tuple[str, str, Callable[[Case], float]], ...] = (
    ("batch_mean", "N", lambda case: 1 / case.batch),
    ("divided_by_columns", "M", lambda case: 1 / case.dout.shape[1]),
)


def combined(
    layer: Layer, output: int, answers: Sequence[Answer], mistakes: Sequence[Misconception]
) -> Iterator[Misconception]:
    """Proposals for gradient `output`, made of each of `mistakes`."""
    telling = _telling(output, answers)
    if telling is None:
        return
    for known in mistakes:
        if known.id in ALONE:
            continue
        yield from _with_factor(known, telling, output)
        if not layer.is_loss:
            yield replace(
                known,
                id=f"{known.id}_and_upstream_ignored",
                says=f"{known.says}, and does not depend on dout",
                hint=f"{_TWO} {known.hint} And the chain rule has a second factor, dout.",
                formula=_without_upstream(known.formula),
            )


def _telling(output: int, answers: Sequence[Answer]) -> Answer | None:
    """The last random draw with more than one input in its batch for which something came back, or else the
    last square one: where shapes forbid the mistake, only those are answered."""
    for group in ("random", "square"):
        found = [
            a
            for a in answers
            if a.probe.group == group and a.exact.batch > 1 and not isinstance(a.outputs[output], Missing)
        ]
        if found:
            return found[-1]
    return None


def _with_factor(known: Misconception, telling: Answer, output: int) -> Iterator[Misconception]:
    try:
        value = np.asarray(known.formula(telling.exact))
    except (ValueError, IndexError):
        return
    got = telling.outputs[output]
    if isinstance(got, Missing):
        return
    factor = ratio(got, value)
    if not factor or abs(factor - 1) < 1e-6:
        return
    if np.any(np.abs(got - factor * value) > 1e-3 * np.max(np.abs(got))):
        return
    if abs(factor + 1) < 1e-6:
        yield _times(known, "sign", "has the opposite sign", lambda case: -1.0)
        return
    if telling.exact.dout.ndim == 2:
        for id_, letter, share in _SHARES:
            if abs(factor / share(telling.exact) - 1) < 1e-6:
                yield _times(known, id_, f"is divided by {letter}", share)
    yield _times(known, "scaled", f"is multiplied by {number(factor, 1.0)}", lambda case: factor)


def _times(known: Misconception, id_: str, says: str, factor: Callable[[Case], float]) -> Misconception:
    return replace(
        known,
        id=f"{known.id}_and_{id_}",
        says=f"{known.says}, and {says}",
        hint=f"{_TWO} {known.hint} And look where the factor comes from.",
        formula=lambda case: factor(case) * known.formula(case),
    )


def _without_upstream(formula: Callable[[Case], Array]) -> Callable[[Case], Array]:
    return lambda case: formula(Case(np.ones_like(case.dout), case.inputs))
