"""The figures of a check: sentences, and a curve where it trained something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from submissions.pages import numbers
from submissions.pages.charts import LineChart, line_chart
from submissions.pages.languages import say
from submissions.pages.reading import words
from submissions.pages.view_counterexample import index_of, where
from submissions.wording import later

CURVES = {"loss": later("Yours"), "reference_loss": later("With the right gradients")}


def sentences(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Every figure as a sentence; a figure of a new kind by the words of its key."""
    told = []
    rest = {
        key: value
        for key, value in figures.items()
        if value is not None and not isinstance(value, dict) and key not in CURVES
    }
    largest, relative, worst = (
        rest.pop(key, None) for key in ("max_abs_error", "max_rel_error", "worst_entry")
    )
    if largest is not None:
        told.append(
            say("Largest difference from the right value: %(size)s", size=numbers.text(largest))
            + (say(", at %(place)s", place=where(index)) if (index := index_of(worst)) else "")
            + (
                say("; relative to that value %(size)s", size=numbers.text(relative))
                if relative is not None
                else ""
            )
            + "."
        )
    elif relative is not None:
        told.append(
            say("Largest difference relative to the right value: %(size)s.", size=numbers.text(relative))
        )
    for key, value in rest.items():
        shown = [numbers.text(item) for item in (value[:12] if isinstance(value, list) else [value])]
        told.append(f"{words(key)}: {', '.join(shown)}.")
    return tuple(told)


def curve(figures: Mapping[str, Any]) -> LineChart | None:
    """The loss over the steps of the training, beside the reference's; None without training."""
    series = {
        say(name): figures[key][:200] for key, name in CURVES.items() if isinstance(figures.get(key), list)
    }
    return line_chart(series) if series else None
