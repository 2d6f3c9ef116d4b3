"""A submission: where it is on its way, and its result; the page asks for the state anew."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from submissions import access
from submissions import events as stream
from submissions.feedback_policy import policy
from submissions.models import Person, State, Submission
from submissions.models_teaching import Comment, Override
from submissions.pages.comments import by_line
from submissions.pages.listing import MOST_LINES, Line, lines
from submissions.pages.loading import number_of, signed_in, source_of, title_of
from submissions.pages.view_report import ReportView, view
from submissions.services import services
from submissions.store import progress, reviewing, verdicts, waiting

FINAL = frozenset({State.GRADED, State.BROKEN})


@dataclass(frozen=True)
class Shown:
    """All that the templates need of a submission."""

    submission: Submission
    title: str
    number: int
    is_own: bool
    author: str
    place: int | None
    calls: dict[str, tuple[int, int]]
    report: ReportView | None
    code: tuple[Line, ...]
    source_name: str
    comments: dict[int, list[Comment]]
    remarks: list[Comment]
    decision: Override | None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.submission.state in FINAL and self.report is not None


def show(submission_id: str) -> str:
    """GET /submissions/<id>."""
    return render_template("pages/submission.html", it=_load(submission_id), most_lines=MOST_LINES)


def state(submission_id: str) -> Response:
    """GET /submissions/<id>/state: what changes; `Dout-Final: yes` when it is the last."""
    it = _load(submission_id)
    response = make_response(render_template("pages/submission_state.html", it=it, most_lines=MOST_LINES))
    response.headers["Dout-Final"] = "yes" if it.is_final else "no"
    return response


def events(submission_id: str) -> Response:
    """GET /submissions/<id>/events: an event whenever the state is another one."""
    person = signed_in()
    with services().database.read() as session:
        found = access.submission_for(session, person.person_id, submission_id)
    return stream.response(found.id, request.headers.get("Last-Event-ID"))


def _load(submission_id: str) -> Shown:
    person = signed_in()
    with services().database.read() as session:
        submission = access.submission_for(session, person.person_id, submission_id)
        verdict = verdicts.latest_verdict(session, submission.id)
        visible = policy(session, person.person_id, submission.assignment)
        report = view(visible.report(verdict.report)) if verdict and submission.state in FINAL else None
        code, source_name = _listing(session, submission, report) if report else ((), "")
        author = session.get(Person, submission.person_id)
        comments, remarks = by_line(reviewing.comments(session, submission.id), len(code))
        decisions = reviewing.overrides(session, submission.id)
        return Shown(
            submission=submission,
            title=title_of(submission.assignment),
            number=number_of(session, submission),
            is_own=submission.person_id == person.person_id,
            author=author.name if author else "",
            place=waiting.place_in_queue(session, submission),
            calls=progress.of(session, submission),
            report=report,
            code=code,
            source_name=source_name,
            comments=comments,
            remarks=remarks,
            decision=decisions[0] if decisions and decisions[0].points is not None else None,
        )


def _listing(session: Session, submission: Submission, report: ReportView) -> tuple[tuple[Line, ...], str]:
    """The code that was graded with the faults on their lines; nothing for a file that is no text."""
    source = source_of(session, submission)
    return (lines(source.text, report.marked_lines), source.filename) if source else ((), "")
