"""The student's code with numbered lines and highlighting by classes.

The lexer only colours; nothing of the code is parsed as Python here. Long files are shown without colours, so
that the work is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType  # type: ignore[import-untyped]

_LONGEST = 64 * 1024
_LONGEST_LINE = 2000
MOST_LINES = 5000
"""No more lines than this are shown: a file of empty lines would make a page of many megabytes."""


_DIRECTIONS = {
    code: f"⟦U+{code:04X}⟧" for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Characters that show code in another order than Python reads it (CVE-2021-42574), made visible."""

_COLOURS = {
    Comment: ("c", "#5c6470", "#98a1b0"),
    Keyword: ("k", "#8a1f6a", "#f0a3d8"),
    Keyword.Constant: ("kc", "#8a4b00", "#f2c078"),
    Operator.Word: ("k", "#8a1f6a", "#f0a3d8"),
    Name.Builtin: ("nb", "#005f78", "#7fd3ea"),
    Name.Function: ("nf", "#2a3fb0", "#aebcff"),
    Name.Class: ("nf", "#2a3fb0", "#aebcff"),
    Name.Decorator: ("nb", "#005f78", "#7fd3ea"),
    Number: ("m", "#8a4b00", "#f2c078"),
    String: ("s", "#1a6632", "#93d9a3"),
}
"""Class and colour of each kind of token, on white and on near black, with a contrast of 4.5 or more."""


@dataclass(frozen=True)
class Line:
    """One line of the code: its number from 1, its markup, and the message that belongs to it."""

    number: int
    markup: Markup
    message: str = ""


def lines(source: str, messages: dict[int, str] | None = None) -> tuple[Line, ...]:
    """The first `MOST_LINES` lines of a source text, escaped and highlighted; `messages` by line number."""
    marked = messages or {}
    return tuple(Line(n, line, marked.get(n, "")) for n, line in enumerate(_highlighted(source), start=1))


def shown_lines(source: str) -> list[str]:
    """The lines as text, ended where Python ends them: their numbers agree with those of an exception."""
    plain = source.replace("\r\n", "\n").replace("\r", "\n").translate(_DIRECTIONS)
    return plain.removesuffix("\n").split("\n")


def stylesheet() -> str:
    """The style sheet of the classes; `static/listing.css` is this text."""
    light = {name: colour for name, colour, _ in _COLOURS.values()}
    dark = {name: colour for name, _, colour in _COLOURS.values()}
    return (
        "/* Made by submissions.pages.listing.stylesheet(); a test compares them. */\n"
        f":root {{ {_variables(light)} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_variables(dark)} }} }}\n"
        + "".join(f".code .{name} {{ color: var(--code-{name}); }}\n" for name in light)
    )


def _variables(colours: dict[str, str]) -> str:
    return " ".join(f"--code-{name}: {colour};" for name, colour in colours.items())


@lru_cache(maxsize=128)
def _highlighted(source: str) -> tuple[Markup, ...]:
    plain = shown_lines(source)
    if len(source) > _LONGEST or max(map(len, plain)) > _LONGEST_LINE:
        return tuple(escape(line) for line in plain[:MOST_LINES])
    return tuple(islice(_coloured("\n".join(plain)), MOST_LINES))


def _coloured(source: str) -> Iterator[Markup]:
    line = Markup()
    for kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens(source):
        name = _class(kind)
        for at, part in enumerate(value.split("\n")):
            if at:
                yield line
                line = Markup()
            if part:
                line += Markup('<span class="{}">{}</span>').format(name, part) if name else escape(part)
    yield line


def _class(kind: _TokenType) -> str:
    """The class of the nearest kind of token that has a colour."""
    return next((_COLOURS[near][0] for near in reversed(kind.split()) if near in _COLOURS), "")
