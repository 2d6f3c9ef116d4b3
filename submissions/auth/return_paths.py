"""Where to go after signing in: a path of this service, never another site's address."""

from __future__ import annotations

from urllib.parse import urlsplit

START = "/"
LONGEST = 2000


def own_path(wanted: str | None) -> str:
    """`wanted` if it is a path here, else the start page.

    Browsers read `\\` as `/`, skip tabs and line ends, and take `//host` for another site (WHATWG URL, 4.4).
    """
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable() or "\\" in wanted:
        return START
    if not wanted.startswith("/") or wanted.startswith("//"):
        return START
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return START
    return START if parts.scheme or parts.netloc else wanted
