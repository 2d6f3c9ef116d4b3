"""GET /courses/<slug>/audit: who did what in a course, newest first."""

from __future__ import annotations

from flask import render_template, request

from submissions.pages.languages import say
from submissions.pages.reading import words
from submissions.pages.teaching.loading import taught_course
from submissions.services import services
from submissions.store import trail
from submissions.store.trail import Entry
from submissions.wording import later

ACTIONS = {
    "override.given": later("Points given by hand"),
    "override.taken_back": later("Points by hand taken back"),
    "comment.added": later("Comment written"),
    "comment.taken_back": later("Comment taken back"),
    "regrade.begun": later("Graded anew, on trial"),
    "regrade.published": later("New verdicts published"),
    "regrade.discarded": later("New verdicts thrown away"),
    "submissions.queued_again": later("Broken submissions queued again"),
    "assignment.made": later("Assignment made"),
    "assignment.deleted": later("Assignment deleted"),
    "assignment.changed": later("Assignment changed"),
    "admin.made": later("Administrator made"),
    "course.made": later("Course made"),
    "course.changed": later("Course changed"),
    "join_code.changed": later("Join code changed"),
    "invitation.made": later("Invitation made"),
    "reset_link.made": later("Link to set a password handed out"),
    "member.added": later("Member added"),
    "member.changed": later("Member changed"),
    "member.removed": later("Member removed"),
    "group.made": later("Group made"),
    "group.renamed": later("Group renamed"),
    "group.removed": later("Group removed"),
    "token.made": later("Token made"),
    "token.revoked": later("Token revoked"),
    "roster.imported": later("Roster imported"),
    "course.exported": later("Whole course taken out"),
    "course.imported": later("Whole course brought in"),
    "webhook.made": later("Webhook made"),
    "webhook.changed": later("Webhook changed"),
    "webhook.secret_renewed": later("Webhook given a new secret"),
    "webhook.switched_off": later("Webhook switched off: its receiver wants no more"),
    "webhook.removed": later("Webhook removed"),
    "lti.connected": later("Course of a learning system connected"),
    "lti.disconnected": later("Course of a learning system disconnected"),
    "lti.linked": later("Link of a learning system given an assignment"),
    "extension.given": later("Extension given"),
    "extension.taken_back": later("Extension taken back"),
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
    known = ACTIONS.get(entry.action)
    return say(known) if known else words(entry.action)
