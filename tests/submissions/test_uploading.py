"""File names as they are kept."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from submissions.uploading import LONGEST_NAME, clean_filename

texts = st.text(st.characters(categories=None), max_size=300)


@given(texts)
def test_a_kept_name_is_harmless(name: str) -> None:
    kept = clean_filename(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & {"/", "\\"}
    assert all(unicodedata.category(letter)[0] != "C" for letter in kept)
    assert kept.encode()
    assert clean_filename(kept) == kept


@given(st.from_regex(r"[A-Za-z_äöü][A-Za-z0-9_ äöü-]{0,40}\.(py|ipynb|zip)", fullmatch=True))
def test_an_honest_name_is_kept_as_it_is(name: str) -> None:
    assert clean_filename(name) == name
    assert clean_filename(f"C:\\course\\{name}") == name
    assert clean_filename(f"/home/ada/{name}") == name
