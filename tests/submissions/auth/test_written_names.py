"""Names and addresses as people, and those who play tricks, write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from submissions.auth import written_names
from submissions.auth.written_names import WrittenError


@pytest.mark.parametrize(
    "name",
    ["Ada", "Ada Lovelace", "D'Arcy Ó Súilleabháin", "李小龍", "محمد علي", "Nguyễn Thị Ánh", "X Æ 12", "נֹעַם"],
)
def test_names_of_every_script_stay_as_they_are(name: str) -> None:
    assert written_names.name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("A\u200bd\u2060a\ufeff", "Ada"),
        ("\u202eadA\u202c", "adA"),
        ("Ada\0\x1b[2J", "Ada[2J"),
        ("Ada\u3164", "Ada"),
        ("Ada\u2028Lovelace", "Ada Lovelace"),
        ("Ada\U000e0041", "Ada"),
        ("\u0301Ada", "Ada"),
        ("A\u0308da", "Äda"),
    ],
)
def test_what_nobody_sees_is_dropped(typed: str, kept: str) -> None:
    assert written_names.name(typed) == kept


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u202e", "...", "\u0301", "\u3164", "\ud800"])
def test_a_name_without_a_letter_is_refused(typed: str) -> None:
    with pytest.raises(WrittenError, match="at least one letter"):
        written_names.name(typed)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
@example("\u0345\u0345\u0345\u0345\u0345a")
def test_whatever_is_typed_the_name_is_harmless_or_refused(typed: str) -> None:
    try:
        name = written_names.name(typed)
    except WrittenError:
        return
    assert 1 <= len(name) <= written_names.LONGEST_NAME
    assert not {unicodedata.category(character) for character in name} & written_names.UNSEEN
    assert name == " ".join(name.split())
    assert name.encode("utf-8")
    assert written_names.name(name) == name, "to clean it again changes nothing"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada.Lovelace+x@Example.ORG ", "ada.lovelace+x@example.org"),
        ("ada@uni-münchen.example", "ada@uni-münchen.example"),
        ("ada@xn--uni-mnchen-yhb.example", None),
    ],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str | None) -> None:
    found = written_names.email(typed)
    assert kept is None or found == kept
    assert written_names.email(found) == found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "@",
        "ada@",
        "@x.org",
        "a b@x.org",
        "a@x",
        "a@x..org",
        "a,b@x.org",
        "<a@x.org>",
        "a@x.org\0",
        "a@[1.2.3.4]",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(WrittenError):
        written_names.email(typed)


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_whatever_is_typed_an_address_is_one_or_refused(typed: str) -> None:
    for text in (typed, f"{typed}@example.org", f"ada@{typed}.org"):
        try:
            found = written_names.email(text)
        except WrittenError:
            continue
        assert found.count("@") == 1
        assert found == found.lower()
        assert len(found) <= written_names.LONGEST_EMAIL
        assert not any(unicodedata.category(character)[0] in "CZ" for character in found)
