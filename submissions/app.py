"""The web application: the pages for people, the API for programs, and the operator's paths."""

from __future__ import annotations

from typing import cast

from apiflask import APIFlask
from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from submissions import headers, metrics, problems
from submissions.api import document, operations
from submissions.api.reference import reference
from submissions.auth import openid, session
from submissions.auth.throttle import Throttle
from submissions.database import Database
from submissions.health import health
from submissions.lti import blueprint as lti
from submissions.pages.blueprint import pages
from submissions.pages.people import people
from submissions.pages.teaching.blueprint import teaching
from submissions.queue import Queue
from submissions.services import KEY, Services
from submissions.settings import Settings

OPENAPI = "/api/v1/openapi.json"
MULTIPART_OVERHEAD = 64 * 1024
"""Bytes of a request beyond the file in it: boundaries, names, a CSRF token."""


def create_app(settings: Settings) -> Flask:
    """The application for these settings. Makes no table: `Database.migrate` does.

    Raises:
        SettingsError: the settings cannot work.
    """
    settings.check()
    app = APIFlask(
        "submissions", title="Dout", version="1", spec_path=OPENAPI, docs_path=None, json_errors=False
    )
    # A report names arrays in the order of the function's arguments.
    cast(DefaultJSONProvider, app.json).sort_keys = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_kib * 1024 + MULTIPART_OVERHEAD
    app.extensions[KEY] = Services(settings, Database(settings), Queue(settings), Throttle(settings))
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
    headers.install(app, settings)
    problems.install(app)
    forms = session.install(app, settings)
    openid.install(app, settings)
    forms.exempt(operations.api)  # a token is no cookie: no browser sends it of its own accord
    document.install(app)
    app.register_blueprint(operations.api)
    app.register_blueprint(reference)
    app.register_blueprint(health)
    metrics.install(app)
    app.register_blueprint(pages)
    app.register_blueprint(teaching)
    app.register_blueprint(people)
    lti.install(app, forms, settings)
    return app
