"""Grading anew on trial: choose what, follow it, see who gains and who loses, then publish or throw away."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from submissions import access, audit
from submissions.models import Assignment
from submissions.models_teaching import Regrade
from submissions.pages.languages import say
from submissions.pages.loading import signed_in, title_of
from submissions.pages.teaching import people
from submissions.pages.teaching.board import selected
from submissions.pages.teaching.loading import NOTHING
from submissions.pages.teaching.paging import Pages
from submissions.pages.teaching.selection import Selection
from submissions.services import services
from submissions.store import regrades
from submissions.store.regrades import Change, RegradeError

LONGEST_REASON = 1000
PER_PAGE = 100


@dataclass(frozen=True)
class Compared:
    """Who gains and who loses by the new verdicts; what a tutor gave by hand goes on counting."""

    gain: list[Change]
    lose: list[Change]
    unchanged: int
    failed: int
    by_hand: int

    @classmethod
    def of(cls, changes: list[Change]) -> Compared:
        """Of all that are graded already."""
        judged = [c for c in changes if c.done and c.after is not None]
        free = [c for c in judged if c.by_hand is None]
        gain = [c for c in free if c.before is None or (c.after or 0.0) > c.before]
        lose = [c for c in free if c.before is not None and (c.after or 0.0) < c.before]
        return cls(
            gain,
            lose,
            len(free) - len(gain) - len(lose),
            sum(c.done and c.after is None for c in changes),
            len(judged) - len(free),
        )


def new(key: str) -> str:
    """GET /assignments/<key>/regrades/new: what would be graded anew, and why?"""
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        return _new(record, assignment)


def begin(key: str) -> BaseResponse:
    """POST /assignments/<key>/regrades: `reason`, and the fields of a selection, or one `submission`."""
    reason = request.form.get("reason", "").strip()
    with services().database.write() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
            return make_response(
                _new(record, assignment, say("Say why: it stands in the audit trail."), reason), 422
            )
        try:
            chosen = _chosen(record, assignment)
            made = regrades.begin(
                record, assignment.id, chosen, signed_in().person_id, reason, datetime.now(UTC)
            )
        except RegradeError as error:
            return make_response(_new(record, assignment, say(str(error)), reason), 409)
        what = Selection.read(request.values).words or ("one" if _one() else "all")
        _note(record, made, assignment, "regrade.begun", reason=reason, what=what, count=len(chosen))
    services().queue.sweep()
    return redirect(url_for("teaching.regrade", regrade_id=made.id), 303)


def index(key: str) -> str:
    """GET /assignments/<key>/regrades: all that were begun."""
    with services().database.read() as record:
        assignment = access.taught_assignment_for(record, signed_in().person_id, key)
        found = [
            (one, regrades.progress(record, one.id)) for one in regrades.of_assignment(record, assignment.id)
        ]
        return render_template(
            "teaching/regrades.html", assignment=assignment, title=title_of(assignment), regrades=found
        )


def show(regrade_id: str) -> str:
    """GET /regrades/<id>."""
    with services().database.read() as record:
        regrade = _regrade(record, regrade_id)
        return render_template("teaching/regrade.html", **_content(record, regrade))


def live(regrade_id: str) -> Response:
    """GET /regrades/<id>/live?mark=…: what changes, or 204 if it is shown already."""
    with services().database.read() as record:
        content = _content(record, _regrade(record, regrade_id))
        if content["mark"] == request.args.get("mark"):
            return Response(status=204)
        response = make_response(render_template("teaching/regrade_live.html", **content))
    response.headers["Dout-Mark"] = content["mark"]
    return response


def publish(regrade_id: str) -> BaseResponse:
    """POST /regrades/<id>/publish: the new verdicts count from now on."""
    with services().database.write() as record:
        regrade = _regrade(record, regrade_id)
        try:
            added = regrades.publish(record, regrade.id, datetime.now(UTC))
        except RegradeError as error:
            return _answer(regrade.id, say(str(error)))
        if added:
            _note(record, regrade, regrade.assignment, "regrade.published", count=added)
    services().queue.deliver()
    return _answer(
        regrade_id, say("The new verdicts count from now on.") if added else say("They count already.")
    )


def discard(regrade_id: str) -> BaseResponse:
    """POST /regrades/<id>/discard: the new verdicts will never count."""
    with services().database.write() as record:
        regrade = _regrade(record, regrade_id)
        gone = regrades.discard(record, regrade.id, datetime.now(UTC))
        if gone:
            _note(record, regrade, regrade.assignment, "regrade.discarded")
    return _answer(
        regrade_id,
        say("The new verdicts are thrown away.") if gone else say("This regrade has ended before."),
    )


def _regrade(record: Session, regrade_id: str) -> Regrade:
    if "\0" in regrade_id:
        raise access.NotFoundError(NOTHING)
    found = record.get(Regrade, regrade_id)
    if found is None or not access.is_staff(record, signed_in().person_id, found.assignment.course_id):
        raise access.NotFoundError(NOTHING)
    return found


def _one() -> str:
    return request.values.get("submission", "")[:36].replace("\0", "")


def _chosen(record: Session, assignment: Assignment) -> list[str]:
    if _one():
        return [_one()]
    chosen = selected(record, assignment, Selection.read(request.values))
    return [one.id for one in chosen]


def _new(record: Session, assignment: Assignment, error: str = "", reason: str = "") -> str:
    selection = Selection.read(request.values)
    return render_template(
        "teaching/regrade_new.html",
        assignment=assignment,
        title=title_of(assignment),
        selection=selection,
        one=_one(),
        count=len(_chosen(record, assignment)),
        running=regrades.open_of(record, assignment.id),
        longest=LONGEST_REASON,
        error=error,
        reason=reason,
    )


def _content(record: Session, regrade: Regrade) -> dict[str, Any]:
    changes = regrades.changes(record, regrade)
    compared = Compared.of(changes)
    changed = compared.lose + compared.gain
    pages = Pages.of(len(changed), PER_PAGE, request.args.get("page"))
    rows = changed[pages.part]
    done = sum(change.done for change in changes)
    state = (done, regrade.published_at, regrade.discarded_at, pages.number)
    return {
        "regrade": regrade,
        "assignment": regrade.assignment,
        "title": title_of(regrade.assignment),
        "total": len(changes),
        "done": done,
        "compared": compared,
        "pages": pages,
        "rows": rows,
        "names": people.names(record, regrade.assignment.course_id, [row.person_id for row in rows]),
        "mark": hashlib.sha256(repr(state).encode()).hexdigest()[:16],
    }


def _note(record: Session, regrade: Regrade, assignment: Assignment, action: str, **details: object) -> None:
    audit.record(
        record,
        signed_in().person_id,
        action,
        assignment.id,
        assignment.course_id,
        **details,
        regrade=regrade.id,
    )


def _answer(regrade_id: str, message: str) -> BaseResponse:
    flash(message)
    return redirect(url_for("teaching.regrade", regrade_id=regrade_id), 303)
