"""The style sheets: contrast (WCAG 2.2, success criteria 1.4.3 and 1.4.11), and nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from submissions.pages.blueprint import STATIC
from submissions.pages.matrices import HOTTEST

CSS = (STATIC / "pages.css").read_text()
LOADED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})
LISTING = (STATIC / "listing.css").read_text()


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


LIGHT = colours(CSS[: CSS.index("@media (prefers-color-scheme: dark)")])
DARK = colours(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("*, ::before")])
TEXT = [
    (text, ground)
    for text in ("text", "muted", "accent", "accent-strong", "good", "bad", "ours")
    for ground in ("ground", "sheet", "sunken")
] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent", "accent-soft"),
    ("accent-strong", "accent-soft"),
    ("text", "accent-soft"),
    ("good", "good-soft"),
    ("bad", "bad-soft"),
    ("text", "bad-soft"),
    *(("text", f"heat-{at}") for at in range(1, HOTTEST + 1)),
]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_borders_of_fields_can_be_seen(theme: dict[str, str]) -> None:
    assert contrast(theme["field"], theme["sheet"]) >= 3.0
    assert contrast(theme["field"], theme["ground"]) >= 3.0


def test_code_can_be_read_also_on_a_marked_line() -> None:
    light, dark = LISTING.split("@media")
    for block, theme in ((light, LIGHT), (dark, DARK)):
        for colour in re.findall(r"--code-[a-z]+: (#[0-9a-f]{6})", block):
            assert contrast(colour, theme["sheet"]) >= 4.5
            assert contrast(colour, theme["bad-soft"]) >= 4.5


@pytest.mark.parametrize("path", LOADED, ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    assert not re.findall(r"(?:https?:)?//(?!www\.w3\.org/)[a-z]+\.[a-z]", text)
    assert "@import" not in text
