"""The form of an assignment: its file, dates on the course's wall clock, and rules. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from grader.assignment import AssignmentError, parse
from submissions.models import Assignment
from submissions.moments import zone
from submissions.pages.languages import say
from submissions.rules import reading
from submissions.rules.reading import RulesError
from submissions.wording import later

WHEN = "%Y-%m-%dT%H:%M"
DATES = {"opens_at": later("Opens"), "due_at": later("Due")}
RULES = {
    "grace_minutes": later("Minutes of grace after the deadline"),
    "late_days": later("Days after the deadline on which one may still hand in"),
    "late_per_day": later("What each begun day of lateness costs"),
    "late_unit": later("Counted in"),
    "late_floor": later("Share of the points that stays however late it is, from 0 to 1"),
    "attempts": later("Attempts for each person; empty: as many as they like"),
    "per_minute": later("Attempts within a minute; empty: as many as they like"),
    "counts": later("Which attempt counts"),
}
"""Each rule with its label. An empty field is the rule's default."""
CHOICES = {
    "late_unit": {"points": later("points"), "percent": later("percent")},
    "counts": {"best": later("the best"), "last": later("the last")},
}
"""Rules that are one of a few words: each with what it is called."""


@dataclass
class AssignmentForm:
    """`typed` is what the page shows, `values` what was understood, `errors` what is wrong, by the field.

    `english` are the fields whose error the grader or the rules have worded.
    """

    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    english: set[str] = field(default_factory=set)


def of(assignment: Assignment, time_zone: str) -> AssignmentForm:
    """As it stands in the record."""
    typed = {"text": assignment.text, "slug": assignment.slug}
    for name in DATES:
        moment: datetime | None = getattr(assignment, name)
        typed[name] = moment.astimezone(zone(time_zone)).strftime(WHEN) if moment else ""
    for name in RULES:
        value = assignment.rules.get(name)
        typed[name] = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    typed["published"] = "yes" if assignment.published else ""
    return AssignmentForm(typed)


def read(sent: Mapping[str, str], time_zone: str) -> AssignmentForm:
    """As it was sent."""
    names = ("text", "slug", "published", *DATES, *RULES)
    form = AssignmentForm({name: sent.get(name, "").replace("\r\n", "\n") for name in names})
    form.values = {"text": form.typed["text"], "published": form.typed["published"] == "yes"}
    try:
        form.values["slug"] = form.typed["slug"].strip() or parse(form.typed["text"]).id
        parse(form.typed["text"])
    except AssignmentError as error:
        form.errors["text"] = str(error)
        form.english.add("text")
    for name in DATES:
        _date(form, name, time_zone)
    _rules(form)
    return form


def _date(form: AssignmentForm, name: str, time_zone: str) -> None:
    typed = form.typed[name].strip()
    try:
        wall = datetime.strptime(typed[:16], WHEN).replace(tzinfo=zone(time_zone)) if typed else None
        form.values[name] = wall.astimezone(UTC) if wall else None
    except (ValueError, OverflowError):
        form.errors[name] = say("%(what)s: write the date as in 2026-11-30T18:00.", what=say(DATES[name]))


def _rules(form: AssignmentForm) -> None:
    stored: dict[str, Any] = {}
    for name in RULES:
        typed = form.typed[name].strip()
        if typed:
            stored[name] = typed if name in CHOICES else _number(typed)
    try:
        reading.check_dates(form.values.get("opens_at"), form.values.get("due_at"))
        form.values["rules"] = reading.values(stored)
    except RulesError as error:
        form.errors[error.key] = str(error)
        form.english.add(error.key)


def _number(typed: str) -> float | str:
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        return typed  # refused by the rules, which say what they take
    return int(value) if value.is_integer() else value
