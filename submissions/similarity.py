"""How alike pieces of code are: a hint for people who look at both, never a verdict.

Winnowing (S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: Local Algorithms for Document Fingerprinting,
SIGMOD 2003): the code becomes a row of tokens in which all names are alike and comments, texts and space are
gone; of every `WINDOW` neighbouring hashes of `GRAM` tokens the smallest is kept, the rightmost of equals. So
two texts that share `WINDOW + GRAM - 1` tokens in a row share a fingerprint, and no less than `GRAM` count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

from pygments.lexers import PythonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Name, Number, String, Text, _TokenType  # type: ignore[import-untyped]

GRAM = 12
WINDOW = 8
FEWEST = 12
"""Who has fewer fingerprints beyond the shared ones wrote too little to be told apart."""
LONGEST = 64 * 1024
"""Characters that are looked at."""
_DROPPED = (Comment, String.Doc, Text)
_SAME = {String: "s", Number: "n"}


@dataclass(frozen=True)
class Token:
    """A token without what renaming changes, and its line from 1."""

    word: str
    line: int


@dataclass(frozen=True)
class Pair:
    """Two pieces and how alike they are: the part of the smaller one's fingerprints that the other has."""

    one: str
    other: str
    share: float
    shared: int


def tokens(source: str) -> list[Token]:
    """The tokens of a Python text, names made alike."""
    found: list[Token] = []
    line = 1
    for kind, value in PythonLexer(stripnl=False).get_tokens(_without_blanks(source[:LONGEST])):
        if not any(kind in dropped for dropped in _DROPPED) and value.strip():
            found.extend(Token(word, line) for word in _words(kind, value))
        line += value.count("\n")
    return found


def _without_blanks(source: str) -> str:
    """The same lines with one blank in the place of many: from each place of a long run the lexer looks at
    all the rest of it, so that a file of blanks takes it minutes."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines)


def fingerprints(source: str) -> dict[int, set[int]]:
    """The fingerprints of a text, each with the lines that it was made of."""
    row = tokens(source)
    grams = [crc32(" ".join(token.word for token in row[at : at + GRAM]).encode()) for at in _starts(row)]
    found: dict[int, set[int]] = {}
    for at in winnowed(grams):
        lines = {token.line for token in row[at : at + GRAM]}
        found.setdefault(grams[at], set()).update(lines)
    return found


def winnowed(hashes: Sequence[int], window: int = WINDOW) -> list[int]:
    """Where the kept hashes stand: of each window the smallest, the rightmost of equals."""
    chosen: list[int] = []
    for start in range(max(1, len(hashes) - window + 1) if hashes else 0):
        part = range(start, min(start + window, len(hashes)))
        at = min(part, key=lambda place: (hashes[place], -place))
        if not chosen or chosen[-1] != at:
            chosen.append(at)
    return chosen


def pairs(prints: Mapping[str, Iterable[int]], common: Iterable[int] = (), least: float = 0.5) -> list[Pair]:
    """The pairs of which at least this part of the smaller one is shared, the most alike first.

    Args:
        prints: fingerprints by the name of the piece.
        common: those that say nothing, because everybody was given them.
    """
    own = _own(prints, common)
    holders: dict[int, list[str]] = {}
    for name in sorted(own):
        for mark in own[name]:
            holders.setdefault(mark, []).append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        shared.update(combinations(names, 2))
    found = [
        Pair(one, other, count / min(len(own[one]), len(own[other])), count)
        for (one, other), count in shared.items()
    ]
    alike = [pair for pair in found if pair.share >= least]
    return sorted(alike, key=lambda pair: (-pair.share, -pair.shared, pair.one, pair.other))


def alike_throughout(
    prints: Mapping[str, Iterable[int]], common: Iterable[int] = (), fewest: int = 3
) -> list[tuple[str, ...]]:
    """Pieces that have the very same fingerprints, at least `fewest` together, the largest group first.

    Args:
        prints, common: as those of `pairs`.
    """
    groups: dict[frozenset[int], list[str]] = {}
    for name, found in sorted(_own(prints, common).items()):
        groups.setdefault(frozenset(found), []).append(name)
    many = [tuple(names) for names in groups.values() if len(names) >= fewest]
    return sorted(many, key=lambda names: (-len(names), names))


def _own(prints: Mapping[str, Iterable[int]], common: Iterable[int]) -> dict[str, set[int]]:
    """What each has beyond the shared, of those who have enough of it."""
    given = set(common)
    own = {name: set(found) - given for name, found in prints.items()}
    return {name: found for name, found in own.items() if len(found) >= FEWEST}


def _starts(row: Sequence[Token]) -> range:
    return range(len(row) - GRAM + 1)


def _words(kind: _TokenType, value: str) -> list[str]:
    if kind in Name.Decorator:  # so the lexer takes the product in `a@b`, too
        return ["@", "x"]
    for group, word in _SAME.items():
        if kind in group:
            return [word]
    return ["x" if kind in Name and kind not in Name.Builtin else str(value)]
