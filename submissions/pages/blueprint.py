"""The pages' blueprint: its routes, and what every template may use."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, url_for

from submissions.auth.session import visitor
from submissions.pages import (
    assignment,
    changes,
    chart_files,
    formulas,
    languages,
    moments,
    numbers,
    results,
    start,
    styleguide,
    submission,
    titles,
)

STATIC = Path(__file__).parent.parent / "static"

pages = Blueprint("pages", __name__)
pages.record_once(lambda state: languages.install(cast(Flask, state.app)))
pages.add_url_rule("/", view_func=start.start)
pages.add_url_rule("/assignments/<key>", view_func=assignment.show)
pages.add_url_rule("/assignments/<key>/starter.py", view_func=assignment.starter)
pages.add_url_rule("/assignments/<key>/submissions", view_func=assignment.hand_in, methods=["POST"])
pages.add_url_rule("/assignments/<key>/results", view_func=results.show, endpoint="results")
pages.add_url_rule("/assignments/<key>/results/live", view_func=results.live, endpoint="results_live")
pages.add_url_rule("/assignments/<key>/results.csv", view_func=results.table, endpoint="results_csv")
pages.add_url_rule("/assignments/<key>/charts/<name>.csv", view_func=results.chart_csv)
pages.add_url_rule("/assignments/<key>/charts/<name>.svg", view_func=results.chart_svg)
pages.add_url_rule("/assignments/<key>/broken", view_func=results.grade_broken, methods=["POST"])
pages.add_url_rule("/submissions/<submission_id>", view_func=submission.show, endpoint="submission")
pages.add_url_rule("/submissions/<submission_id>/state", view_func=submission.state)
pages.add_url_rule("/submissions/<submission_id>/events", view_func=submission.events)
pages.add_url_rule("/submissions/<submission_id>/changes", view_func=changes.show, endpoint="changes")
pages.add_url_rule("/assignments/<key>/points.svg", view_func=chart_files.points)
pages.add_url_rule("/submissions/<submission_id>/<anchor>.svg", view_func=chart_files.curve)
pages.add_url_rule("/styleguide", view_func=styleguide.show, endpoint="styleguide")
pages.add_url_rule("/language/<language>", view_func=languages.choose, endpoint="language")
pages.add_app_template_filter(moments.tag, "moment")
pages.add_app_template_filter(titles.told, "told")
pages.add_app_template_filter(numbers.points, "points")
pages.add_app_template_filter(numbers.in_points, "in_points")
pages.add_app_template_filter(formulas.inline, "inline")
pages.add_app_template_filter(formulas.paragraphs, "paragraphs")
pages.add_app_template_filter(formulas.mathml, "mathml")


@pages.app_context_processor
def shared() -> dict[str, Any]:
    """`visitor()`: who is signed in. `asset(name)`: the URL of a static file, new whenever it changes.
    `language()`, `LANGUAGES`: of the page, and all there are. `english()`: marks what is always English.
    `came_from()`: the page that led here."""
    return {
        "visitor": visitor,
        "asset": asset,
        "language": languages.language,
        "LANGUAGES": languages.LANGUAGES,
        "english": languages.english,
        "came_from": languages.came_from,
    }


def asset(name: str) -> str:
    """The URL of a file in `static/`, with the start of its hash, so that no stale copy is used."""
    return url_for("static", filename=name, v=_version(name))


@lru_cache(maxsize=64)
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
