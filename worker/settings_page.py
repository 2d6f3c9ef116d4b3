"""The page docs/settings.md, made from the settings themselves: `dout settings --markdown`."""

from __future__ import annotations

from submissions.settings import table

HEAD = """# Settings

All settings are environment variables, read once at the start. An unknown `DOUT_…` name or a value that
cannot be used is refused with one line. This page is made by `make docs` from `submissions/settings.py`.

| name | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The page in Markdown."""
    rows = (
        f"| `{name}` | {f'`{default}`' if default else ''} | {about} |\n" for name, default, about in table()
    )
    return HEAD + "".join(rows)
