"""The addresses of pages on which a course meets other systems: webhooks, rosters, exports."""

from __future__ import annotations

from flask import Blueprint

from submissions.pages.teaching import exports, roster_import, webhooks

COURSE = "/courses/<slug>"
WEBHOOK = f"{COURSE}/webhooks/<webhook_id>"


def add(teaching: Blueprint) -> None:
    """Add them to the blueprint of the tutors' pages."""
    for rule, view, endpoint, method in (
        (f"{COURSE}/webhooks", webhooks.index, "webhooks", "GET"),
        (f"{COURSE}/webhooks", webhooks.make, "make_webhook", "POST"),
        (WEBHOOK, webhooks.show, "webhook", "GET"),
        (f"{WEBHOOK}/secret", webhooks.renew, "renew_secret", "POST"),
        (f"{WEBHOOK}/switch", webhooks.switch, "switch_webhook", "POST"),
        (f"{WEBHOOK}/ping", webhooks.ping, "ping_webhook", "POST"),
        (f"{WEBHOOK}/delete", webhooks.remove, "remove_webhook", "POST"),
        (f"{WEBHOOK}/deliveries/<delivery_id>/again", webhooks.again, "send_again", "POST"),
        (f"{COURSE}/roster/import", roster_import.choose, "import_roster", "GET"),
        (f"{COURSE}/roster/import", roster_import.preview, "preview_roster", "POST"),
        (f"{COURSE}/roster", roster_import.take, "take_roster", "POST"),
        ("/assignments/<key>/grades/<system>.csv", exports.grades_csv, "grades_csv", "GET"),
        ("/assignments/<key>/submissions.jsonl", exports.lines, "submission_lines", "GET"),
    ):
        teaching.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=[method])
    teaching.url_value_preprocessor(roster_import.make_room)
