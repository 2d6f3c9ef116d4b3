"""Which addresses are pages that people look at. A test that looks at all pages asks here what all are."""

from __future__ import annotations

from flask import Flask

NO_PAGES = {
    "static": "files",
    "health.healthz": "for programs",
    "health.readyz": "for programs",
    "metrics.show": "for programs",
    "auth.enter": "leads on to the start page",
    "pages.language": "leads back to the page",
    "lti.jwks": "for programs",
    "lti.login": "leads on to the learning system",
    "people.openid": "leads on to the provider",
    "people.openid_back": "leads on to the start page",
    "pages.chart_csv": "a download",
    "pages.chart_svg": "a download",
    "pages.points": "a picture",
    "pages.curve": "a picture",
    "pages.results_csv": "a download",
    "pages.starter": "a download",
    "teaching.grades_csv": "a download",
    "teaching.submission_lines": "a download",
    "teaching.version": "a download",
    "pages.results_live": "a part of pages.results",
    "pages.state": "a part of pages.submission",
    "pages.events": "a stream for pages.submission",
    "teaching.regrade_live": "a part of teaching.regrade",
}
"""Everything else that can be read with GET, with the reason why it is none."""


def pages_of(app: Flask) -> set[str]:
    """The endpoints of all pages. The interface for programs lies below /api."""
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
    } - set(NO_PAGES)
