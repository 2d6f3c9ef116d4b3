"""Whatever a page can, a program can by the interface: each address of a page that does something or shows
the record stands here, with the operation that does the same, or with the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from submissions.app import create_app
from submissions.services import KEY
from submissions.settings import Settings

BROWSER = "It is about this browser: a program has a token, and no session."
SIGNING_IN = "It proves who somebody is, by what only they know; a token lies in a file."
PICTURE = "It draws what the operation named beside it tells in numbers."
LAUNCH = "It rests on what a learning system told of the person in this browser."
FORM = "It is the form for an operation."
CHANGES = {
    "pages.hand_in": "submit",
    "pages.grade_broken": "grade_broken",
    "people.rename": "rename",
    "people.make_token": "make_own_token",
    "people.revoke_token": "revoke_own_token",
    "people.joining": "join",
    "people.accept": "join",
    "teaching.comment": "comment",
    "teaching.take_back_comment": "take_back_comment",
    "teaching.points": "override",
    "teaching.begin_regrade": "begin_regrade",
    "teaching.publish_regrade": "publish_regrade",
    "teaching.discard_regrade": "discard_regrade",
    "teaching.renew_code": "change_course",
    "teaching.invite": "invite",
    "teaching.make_group": "make_group",
    "teaching.put_in_group": "change_member",
    "teaching.extend": "extend",
    "teaching.create_assignment": "make_assignment",
    "teaching.validate_assignment": "validate",
    "teaching.save_assignment": "change_assignment",
    "teaching.remove_assignment": "delete_assignment",
    "teaching.make_webhook": "make_webhook",
    "teaching.renew_secret": "renew_secret",
    "teaching.switch_webhook": "change_webhook",
    "teaching.ping_webhook": "ping",
    "teaching.remove_webhook": "remove_webhook",
    "teaching.send_again": "send_again",
    "teaching.preview_roster": "validate_roster",
    "teaching.take_roster": "import_roster",
    "lti.send_again": "send_scores_again",
    "lti.preview_roster": "validate_roster",
    "lti.take_roster": "import_roster",
}
"""What pages change, and the operation that changes it."""
READS = {
    "pages.start": "assignments",
    "pages.show": "assignment",
    "pages.starter": "assignment",
    "pages.submission": "submission",
    "pages.state": "submission",
    "pages.events": "submission_events",
    "pages.changes": "report",
    "pages.results": "statistics",
    "pages.results_live": "assignment_events",
    "pages.results_csv": "results",
    "pages.chart_csv": "statistics",
    "teaching.review_list": "submissions",
    "teaching.review": "source",
    "teaching.audit": "audit_trail",
    "teaching.regrades": "regrades",
    "teaching.regrade": "regrade",
    "teaching.regrade_live": "regrade",
    "teaching.course": "members",
    "teaching.person": "extension",
    "teaching.similar": "similarities",
    "teaching.similar_pair": "source",
    "teaching.version": "assignment_versions",
    "teaching.webhooks": "course_webhooks",
    "teaching.webhook": "deliveries",
    "teaching.grades_csv": "assignment_grades",
    "teaching.submission_lines": "assignment_lines",
    "lti.course": "learning_systems",
}
"""What pages show, and the operation that tells it."""
ONLY_PAGES = {
    "auth.enter": BROWSER,
    "auth.leave": BROWSER,
    "pages.language": BROWSER,
    "teaching.switch_names": BROWSER,
    "people.sign_in": SIGNING_IN,
    "people.signing_in": SIGNING_IN,
    "people.openid": SIGNING_IN,
    "people.openid_back": SIGNING_IN,
    "people.account": SIGNING_IN,
    "people.change_password": SIGNING_IN,
    "people.leave_everywhere": SIGNING_IN,
    "people.ask_to_link": SIGNING_IN,
    "people.link_identity": SIGNING_IN,
    "people.unlink_identity": SIGNING_IN,
    "people.reset": SIGNING_IN,
    "people.resetting": SIGNING_IN,
    "people.reset_link": "The link is a way into somebody's whole account: no program makes one.",
    "people.join": FORM,
    "people.join_course": FORM,
    "people.invitation": FORM,
    "teaching.edit_assignment": FORM,
    "teaching.new_assignment": FORM,
    "teaching.regrade_new": FORM,
    "teaching.import_roster": FORM,
    "pages.chart_svg": PICTURE,
    "pages.points": PICTURE,
    "pages.curve": PICTURE,
    "lti.jwks": "It is for programs.",
    "lti.login": LAUNCH,
    "lti.launch": LAUNCH,
    "lti.go_on": LAUNCH,
    "lti.say_who": LAUNCH,
    "lti.chosen": LAUNCH,
    "lti.connect": LAUNCH,
    "lti.connecting": LAUNCH,
    "lti.choose_link": LAUNCH,
    "lti.take_link": LAUNCH,
    "lti.disconnect": LAUNCH,
    "lti.register": LAUNCH,
    "lti.registering": LAUNCH,
    "pages.styleguide": "It shows the parts that pages are made of.",
}
PARTS = {"pages", "people", "teaching", "auth", "lti"}


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions[KEY].database.close()
    app.extensions[KEY].queue.close()


def of_pages(app: Flask, method: str) -> set[str]:
    """The endpoints of pages that take the method."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in PARTS and method in (rule.methods or ())
    }


def test_whatever_a_page_changes_an_operation_changes_too(app: Flask) -> None:
    missing = of_pages(app, "POST") - set(CHANGES) - set(ONLY_PAGES)
    assert missing == set(), "give it an operation, and name both here"
    assert {f"api.{name}" for name in CHANGES.values()} <= set(app.view_functions)


def test_whatever_a_page_shows_an_operation_tells_too(app: Flask) -> None:
    missing = of_pages(app, "GET") - set(READS) - set(CHANGES) - set(ONLY_PAGES)
    assert missing == set(), "give it an operation, and name both here"
    assert {f"api.{name}" for name in READS.values()} <= set(app.view_functions)


def test_nothing_stands_here_that_is_no_page_any_more(app: Flask) -> None:
    there = of_pages(app, "POST") | of_pages(app, "GET")
    assert {*CHANGES, *READS, *ONLY_PAGES} - there == set()
    assert set(ONLY_PAGES) & {*CHANGES, *READS} == set()
