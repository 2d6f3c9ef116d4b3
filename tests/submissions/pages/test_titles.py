"""Titles of checks and mistakes: the grader has no text with words in it that has no German one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import grader
from grader.assignment import BUILTIN, builtin
from grader.checks.registry import CHECKS
from grader.layers.registry import LAYERS
from grader.misconceptions import catalogue, rarer
from grader.patterns import PATTERNS
from submissions.pages import languages, titles
from submissions.pages.mistake_titles import MISTAKES
from submissions.pages.reading import words
from submissions.pages.titles import fault_title, mistake, told

WORD = re.compile("[a-z]{3}")
HINT = "give it a title in submissions/pages/mistake_titles.py"


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__)
    languages.install(app)
    return app


@pytest.fixture(autouse=True)
def german(app: Flask) -> Iterator[None]:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        yield


def of_catalogues() -> set[str]:
    return {
        m.id
        for layer in LAYERS.values()
        for at in range(len(layer.outputs))
        for m in (*catalogue(layer, at), *rarer(layer, at))
    }


def in_sources() -> set[str]:
    """The ids that stand in the code as such: some mistakes are made only when an upload has them."""
    found = set()
    for path in Path(str(grader.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Misconception", "_mistake"}
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


def test_every_mistake_has_a_title_and_no_title_is_left_over() -> None:
    ids = of_catalogues() | {known.id for known, _ in PATTERNS} | in_sources()
    assert ids - set(MISTAKES) == set(), HINT
    assert set(MISTAKES) - ids == set()
    assert len(set(MISTAKES.values())) == len(MISTAKES)


def test_two_mistakes_at_once_have_both_titles() -> None:
    assert mistake("w_for_x_and_sign") == "W statt X + Falsches Vorzeichen"
    assert mistake("sign_where_it_fits") == "Falsches Vorzeichen, wo die Formen es erlauben"


@pytest.mark.parametrize("id_", ["", "of_old", "a_and_b", "_and_" * 5000, "%(x)s_where_it_fits", "sign_and_"])
def test_an_id_of_another_time_is_shown_by_its_words(id_: str) -> None:
    assert mistake(id_).lower().startswith(words(id_.removesuffix("_where_it_fits")).lower())


def test_every_check_of_every_kind_has_a_german_title_and_place() -> None:
    functions = [function for name in BUILTIN for function in builtin(name).functions]
    checks = [(check, function.layer) for function in functions for check in function.checks]
    assert {check.kind for check, _ in checks} == set(CHECKS)
    for check, layer in checks:
        assert titles._known(check.title(layer)), check.title(layer)
        assert told(check.title(layer)) != check.title(layer)
        assert not WORD.search(check.equation(layer)) or titles._known(check.equation(layer))


def test_all_that_is_said_of_a_layer_is_known() -> None:
    for layer in LAYERS.values():
        said = [layer.title, *(word for a in layer.arguments for word in (a.meaning, a.shape))]
        said += [text for output in layer.outputs for text in (output.title, output.shape, output.equation)]
        assert [text for text in said if WORD.search(text) and not titles._known(text)] == []


def test_names_in_a_text_stay_as_they_are() -> None:
    assert told("dx, dw, db: number and shapes") == "dx, dw, db: Anzahl und Formen"
    assert told("dW equals Xᵀ · dout") == "dW ist Xᵀ · dout"
    assert told("dX equals dout times 2x") == "dX ist dout mal 2x"
    assert told("dz: the loss by z") == "dz: der Loss nach z"
    assert told("exercise 2 (d), (e)") == "Aufgabe 2 (d), (e)"


@pytest.mark.parametrize(
    "text", ["", "(6)", "a title of old", "%(returned)s", "x" * 100_000 + ": number and shapes"]
)
def test_what_is_not_known_is_shown_as_it_is(text: str) -> None:
    assert told(text) == text


def test_a_fault_of_an_unknown_kind_is_shown_by_its_words() -> None:
    assert [fault_title(kind) for kind in ("time_limit", "of_old", "")] == [
        "Zeitgrenze",
        "Of old",
        "Dein Code hat nicht geantwortet",
    ]
