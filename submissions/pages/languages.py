"""The pages in the reader's language: what they chose on a page, or else what their browser asks for.

Templates have `_("…")` and `ngettext("%(num)s day", "%(num)s days", n)`, the code of pages `say` and `many`.
The catalogues are in `submissions/translations`; `make translations` renews them. What the grader says of
a submission stays English, and is marked so (`{{ english() }}`).
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, has_app_context, redirect, request
from flask_babel import Babel, get_locale, gettext, ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from submissions.auth.return_paths import own_path

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""The first one is the language of the sources."""
SOURCE = next(iter(LANGUAGES))
COOKIE = "dout_language"
COOKIE_SECONDS = 365 * 24 * 3600
TRANSLATIONS = Path(__file__).parent.parent / "translations"


def install(app: Flask) -> None:
    """Let every page of the application be written in the reader's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, default_locale=SOURCE, locale_selector=_wanted)


def _wanted() -> str:
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or SOURCE


def choose(language: str) -> Response:
    """GET /language/<language>: keep the choice in a cookie, and go back to the page where it was made."""
    answer = redirect(came_from(), 303)
    if language in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            language,
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return answer


def came_from() -> str:
    """The path of the page that led here, if it is one of ours; else that of the start page."""
    came = urlsplit(request.referrer or "")
    here = f"{came.path}?{came.query}" if came.query else came.path
    return own_path(here if came.netloc == request.host else None)


def language() -> str:
    """The language of the page that is being written; that of the sources outside of one."""
    return str(get_locale() or SOURCE) if has_app_context() else SOURCE


def say(text: str, **values: object) -> str:
    """The text in the reader's language, with `%(name)s` filled in."""
    if has_app_context():
        return str(gettext(text, **values))
    return text % values if values else text


def many(one: str, other: str, number: int, **values: object) -> str:
    """The form of the text for that number, which is `%(num)s` in it."""
    if has_app_context():
        return str(ngettext(one, other, number, **values))
    return (one if number == 1 else other) % {"num": number, **values}


def decimal(number: str) -> str:
    """A number that is written with a point, with the decimal sign of the language instead."""
    return number.replace(".", ",") if language() == "de" else number


def english() -> Markup:
    """The attribute of an element whose text is English on every page; nothing where the page is English."""
    return Markup("") if language() == SOURCE else Markup(' lang="en"')
