"""GET /courses/<slug>/audit: who did what in a course, newest first."""

from __future__ import annotations

from flask import render_template, request

from submissions.pages.reading import words
from submissions.pages.teaching.loading import taught_course
from submissions.services import services
from submissions.store import trail
from submissions.store.trail import Entry

ACTIONS = {
    "override.given": "Points given by hand",
    "override.taken_back": "Points by hand taken back",
    "comment.added": "Comment written",
    "comment.taken_back": "Comment taken back",
    "regrade.begun": "Graded anew, on trial",
    "regrade.published": "New verdicts published",
    "regrade.discarded": "New verdicts thrown away",
    "submissions.queued_again": "Broken submissions queued again",
    "assignment.made": "Assignment made",
    "assignment.changed": "Assignment changed",
    "admin.made": "Administrator made",
    "course.made": "Course made",
    "course.changed": "Course changed",
    "join_code.changed": "Join code changed",
    "invitation.made": "Invitation made",
    "reset_link.made": "Link to set a password handed out",
    "member.added": "Member added",
    "member.changed": "Member changed",
    "member.removed": "Member removed",
    "group.made": "Group made",
    "group.renamed": "Group renamed",
    "group.removed": "Group removed",
    "token.made": "Token made",
    "token.revoked": "Token revoked",
    "roster.imported": "Roster imported",
    "course.exported": "Whole course taken out",
    "course.imported": "Whole course brought in",
    "webhook.made": "Webhook made",
    "webhook.changed": "Webhook changed",
    "webhook.secret_renewed": "Webhook given a new secret",
    "webhook.switched_off": "Webhook switched off: its receiver wants no more",
    "webhook.removed": "Webhook removed",
    "extension.given": "Extension given",
    "extension.taken_back": "Extension taken back",
}
"""Actions in words; one that is not here is shown by its own."""


def show(slug: str) -> str:
    """The page; `?before=` is the last line of the page before."""
    before = request.args.get("before")
    with services().database.read() as record:
        course = taught_course(record, slug)
        entries = trail.of_course(record, course.id, before if before and "\0" not in before else None)
    return render_template(
        "teaching/audit.html", course=course, entries=entries, before=before, window=trail.WINDOW
    )


def action(entry: Entry) -> str:
    """What was done, in words."""
    return ACTIONS.get(entry.action) or words(entry.action)
