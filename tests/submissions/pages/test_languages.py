"""German and English: which one a reader gets, that every text has both, and that the catalogue is fresh."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from submissions.pages import numbers
from submissions.pages.blueprint import STATIC
from submissions.pages.languages import COOKIE, LANGUAGES, SOURCE, TRANSLATIONS, many, say
from tests.submissions.pages.conftest import Browser, Elements, Grade

OTHERS = [language for language in LANGUAGES if language != SOURCE]
SOURCES = STATIC.parent
KEYWORDS = {"say": None, "many": (1, 2), "later": None, "_": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, language)


def forms_of(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text or ""),)


def in_sources() -> set[str]:
    found = extract_from_dir(SOURCES, METHODS, keywords=KEYWORDS)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_no_translation_is_left_over(language: str) -> None:
    texts = [m for m in catalogue(language) if m.id]
    known = {m.id[0] if isinstance(m.id, tuple) else m.id for m in texts}
    assert known == in_sources(), "run `make translations` and write what is new"
    for message in texts:
        forms = forms_of(message.string)
        assert all(forms), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_and_the_markup_of_its_text(language: str) -> None:
    for message in catalogue(language):
        ids = forms_of(message.id)
        forms = forms_of(message.string)
        for form in forms if message.id else ():
            assert set(PLACES.findall(form)) == set(PLACES.findall(ids[-1])), ids
            assert sorted(re.findall("<[^>]+>", form)) == sorted(re.findall("<[^>]+>", ids[-1])), ids
            assert form.count("%%") == ids[-1].count("%%"), ids


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_fresh(language: str) -> None:
    made = io.BytesIO()
    write_mo(made, catalogue(language))
    assert (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").read_bytes() == made.getvalue(), (
        "run `make translations`"
    )


@pytest.mark.parametrize(
    ("asked", "got"),
    [("de-DE,de;q=0.9,en;q=0.5", "de"), ("en", "en"), ("fr", "en"), ("", "en"), ("fr,de;q=0.1", "de")],
)
def test_the_browser_says_which_language_is_wanted(nobody: Browser, asked: str, got: str) -> None:
    page = nobody.client.get("/", headers={"Accept-Language": asked} if asked else {})
    assert f'<html lang="{got}">' in page.text
    assert ("Sieh, was falsch ist" in page.text) == (got == "de")


def test_a_choice_is_kept_and_leads_back_to_the_page(student: Browser) -> None:
    page = "/assignments/matrix-derivatives?starter=1"
    answer = student.client.get("/language/de", headers={"Referer": f"http://localhost{page}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert '<html lang="de">' in student.client.get("/", headers={"Accept-Language": "en"}).text
    student.client.get("/language/en")
    assert '<html lang="en">' in student.client.get("/", headers={"Accept-Language": "de"}).text


@pytest.mark.parametrize(
    "referrer", ["https://elsewhere.example/x", "http://localhost//elsewhere.example", ""]
)
def test_a_choice_never_leads_elsewhere(nobody: Browser, referrer: str) -> None:
    answer = nobody.client.get("/language/de", headers={"Referer": referrer})
    assert answer.headers["Location"] == "/"


def test_a_language_that_there_is_not_changes_nothing(nobody: Browser) -> None:
    assert "Set-Cookie" not in nobody.client.get("/language/tlh").headers
    nobody.client.set_cookie(COOKIE, "tlh")
    assert '<html lang="en">' in nobody.get("/").text


def test_points_and_dates_are_written_as_the_reader_writes_them(student: Browser, grade: Grade) -> None:
    path = f"/submissions/{grade('batch_mean')}"
    student.client.set_cookie(COOKIE, "de")
    text = " ".join(Elements(student.get(path).text).text.split())
    assert "13 von 20 Punkten" in text
    assert "abgegeben am 24. Nov. 2026, 13:01 MEZ" in text
    assert "Bekannter Fehler: Mittel über den Batch" in text


def test_what_the_grader_says_is_marked_as_english(student: Browser, grade: Grade) -> None:
    path = f"/submissions/{grade('batch_mean')}"
    assert 'class="message" lang="en"' not in student.get(path).text
    student.client.set_cookie(COOKIE, "de")
    assert 'class="message" lang="en"' in student.get(path).text


def test_texts_have_their_plural_forms_and_their_decimal_sign(app: Flask) -> None:
    assert numbers.in_points(1) == "1 point"
    assert many("%(num)s attempt", "%(num)s attempts", 1) == "1 attempt"
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert [numbers.in_points(n) for n in (0, 1, 12.5)] == ["0 Punkte", "1 Punkt", "12,5 Punkte"]
        assert many("%(num)s attempt", "%(num)s attempts", 2) == "2 Versuche"
        assert say("in %(time)s", time=many("%(num)s day", "%(num)s days", 2)) == "in 2 Tagen"
