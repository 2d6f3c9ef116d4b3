"""Where one may be led after signing in."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from submissions.auth.return_paths import own_path

HERE = "https://dout.example.org"


@given(st.text(st.sampled_from("/\\:@.?#%a\t\n\r \0é"), max_size=12))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("https:evil.example")
def test_whatever_is_wanted_one_stays_here(wanted: str) -> None:
    path = own_path(wanted)
    assert path.startswith("/")
    seen = "".join(character for character in path if character not in "\t\n\r").replace("\\", "/")
    assert urlsplit(urljoin(HERE, seen)).netloc == "dout.example.org"


def test_paths_of_ours_are_kept() -> None:
    for path in ("/", "/account#tokens", "/assignments/x?a=1&b=//c", "/join/ABCD-EFGH"):
        assert own_path(path) == path
