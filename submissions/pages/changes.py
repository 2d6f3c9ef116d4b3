"""GET /submissions/<id>/changes: what changed since the attempt before."""

from __future__ import annotations

from flask import render_template

from submissions import access
from submissions.feedback_policy import policy
from submissions.pages import view_changes
from submissions.pages.loading import number_of, previous_of, signed_in, source_of, title_of
from submissions.pages.view_report import view
from submissions.services import services
from submissions.store import verdicts
from submissions.wording import later


def show(submission_id: str) -> str:
    """The page. Raises NotFoundError for a first attempt."""
    person = signed_in()
    with services().database.read() as session:
        after = access.submission_for(session, person.person_id, submission_id)
        before = previous_of(session, after)
        if before is None:
            raise access.NotFoundError(
                later("This is the first attempt: there is none before it to compare with.")
            )
        sources = [source_of(session, submission) for submission in (before, after)]
        found = [verdicts.latest_verdict(session, submission.id) for submission in (before, after)]
        visible = policy(session, person.person_id, after.assignment)
        number = number_of(session, after)
    old, new = sources
    reports = [view(visible.report(verdict.report)) for verdict in found if verdict]
    return render_template(
        "pages/changes.html",
        before=before,
        after=after,
        number=number,
        title=title_of(after.assignment),
        has_code=bool(before.filename or after.filename),
        answers=view_changes.answers(*reports) if len(reports) == 2 else (),
        readable=bool(old and new),
        parts=view_changes.code(old.text, new.text) if old and new else None,
        reports=reports if len(reports) == 2 else None,
        checks=view_changes.checks(*reports) if len(reports) == 2 else (),
        most_lines=view_changes.MOST_LINES,
    )
