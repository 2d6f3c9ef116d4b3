"""Looking through submissions: a list of them, and one after the other with code, comments and points.

Who handed in stands there as a number until the tutor asks for names.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import redirect, render_template, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from submissions import access
from submissions.assignments import task_of
from submissions.models import State, Submission
from submissions.models_teaching import Comment, Override
from submissions.pages.comments import by_line
from submissions.pages.listing import MOST_LINES, Line, lines
from submissions.pages.loading import number_of, signed_in, source_of, title_of
from submissions.pages.teaching import people
from submissions.pages.teaching.board import selected
from submissions.pages.teaching.loading import taught_submission
from submissions.pages.teaching.paging import Pages
from submissions.pages.teaching.selection import Selection
from submissions.pages.view_report import ReportView, view
from submissions.services import services
from submissions.store import reviewing, trail, verdicts
from submissions.store.reviewing import Seen
from submissions.store.trail import Entry

PER_PAGE = 100


@dataclass(frozen=True)
class Refused:
    """A form that could not be taken: what was typed, and what is wrong."""

    form: str
    message: str
    typed: str = ""
    line: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Commenting:
    """The forms for comments on the submission; `line` is the one that is written on."""

    submission_id: str
    selection: Selection
    line: int | None = None
    typed: str = ""
    error: str = ""
    longest: int = reviewing.LONGEST_COMMENT

    @property
    def add(self) -> str:
        """Where a new one is sent."""
        return url_for("teaching.comment", submission_id=self.submission_id, **self.selection.query)

    def remove(self, comment_id: str) -> str:
        """Where it is asked to take one back."""
        return url_for(
            "teaching.take_back_comment",
            submission_id=self.submission_id,
            comment_id=comment_id,
            **self.selection.query,
        )

    def at(self, line: int | None) -> str:
        """The page with the form below this line."""
        query = {**self.selection.query, **({"line": str(line)} if line else {})}
        return f"?{urlencode(query)}#{f'line-{line}' if line else 'code'}"


@dataclass(frozen=True)
class Shown:
    """All that the templates need of a submission under review."""

    submission: Submission
    title: str
    number: int
    author: str
    report: ReportView | None
    max_points: float | None
    earned: float | None
    code: tuple[Line, ...]
    comments: dict[int, list[Comment]]
    remarks: list[Comment]
    decisions: list[Override]
    trail: list[Entry]
    is_own: bool = False
    decision: None = None

    @property
    def by_hand(self) -> float | None:
        """The points that a tutor gave; None where the verdict's count."""
        return self.decisions[0].points if self.decisions else None

    @property
    def counts(self) -> float | None:
        """The points that this attempt has."""
        return self.earned if self.by_hand is None else self.by_hand


def index(key: str) -> str:
    """GET /assignments/<key>/review: the newest attempts of a selection."""
    selection = Selection.read(request.args)
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        found = selected(record, assignment, selection)
        pages = Pages.of(len(found), PER_PAGE, request.args.get("page"))
        rows = found[pages.part]
        seen = reviewing.seen(record, [one.id for one in rows])
        task = task_of(assignment)
        return render_template(
            "teaching/review_list.html",
            assignment=assignment,
            title=title_of(assignment),
            max_points=task.max_points if task else None,
            selection=selection,
            found=found,
            pages=pages,
            rows=[(one, seen.get(one.id, Seen())) for one in rows],
            names=people.names(record, assignment.course_id, [one.person_id for one in rows]),
            with_names=people.with_names(),
        )


def show(submission_id: str) -> str:
    """GET /submissions/<id>/review: one of them, with the way to the next."""
    with services().database.read() as record:
        submission = taught_submission(record, submission_id)
        return page(record, submission)


def page(record: Session, submission: Submission, refused: Refused | None = None) -> str:
    """The page of a submission; `refused` is a form on it that could not be taken."""
    selection = Selection.read(request.args)
    among = [one.id for one in selected(record, submission.assignment, selection)]
    at = among.index(submission.id) if submission.id in among else None
    line = refused.line if refused else _line(request.args.get("line", ""))
    typed, error = (refused.typed, refused.message) if refused and refused.form == "comment" else ("", "")
    return render_template(
        "teaching/review.html",
        it=_load(record, submission),
        most_lines=MOST_LINES,
        selection=selection,
        at=at,
        among=len(among),
        before=among[at - 1] if at else None,
        after=among[at + 1] if at is not None and at + 1 < len(among) else None,
        commenting=Commenting(submission.id, selection, line, typed, error),
        refused=refused if refused and refused.form == "points" else None,
        longest_reason=reviewing.LONGEST_REASON,
        with_names=people.with_names(),
    )


def switch_names(key: str) -> Response:
    """POST /assignments/<key>/names: show names from now on, or numbers; then back to where one was."""
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
    session[people.KEY] = request.form.get("names") == "shown"
    query = Selection.read(request.args).query
    submission_id = request.form.get("submission")
    if submission_id:
        return redirect(url_for("teaching.review", submission_id=submission_id, **query), 303)
    return redirect(url_for("teaching.review_list", key=assignment.id, **query), 303)


def _load(record: Session, submission: Submission) -> Shown:
    verdict = verdicts.latest_verdict(record, submission.id)
    report = view(verdict.report) if verdict and submission.state in {State.GRADED, State.BROKEN} else None
    source = source_of(record, submission)
    task = task_of(submission.assignment)
    code = lines(source.text, report.marked_lines if report else {}) if source else ()
    on_lines, remarks = by_line(reviewing.comments(record, submission.id), len(code))
    return Shown(
        submission=submission,
        title=title_of(submission.assignment),
        number=number_of(record, submission),
        author=people.names(record, submission.assignment.course_id, [submission.person_id])[
            submission.person_id
        ],
        report=report,
        max_points=task.max_points if task else None,
        earned=verdict.points if verdict else None,
        code=code,
        comments=on_lines,
        remarks=remarks,
        decisions=reviewing.overrides(record, submission.id),
        trail=trail.of_subject(record, submission.id),
    )


def _line(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else None
