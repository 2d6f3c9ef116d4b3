"""Assignment files: TOML that says what is graded and for how many points; Python says how.

The parser is strict. An unknown key, check or layer, a value of the wrong type, or points that do not add up
is an `AssignmentError` with the line and the nearest right name.
"""

from __future__ import annotations

import hashlib
import math
import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from importlib import resources
from typing import Any

from grader.checks.check import Check
from grader.checks.registry import CHECKS
from grader.layers.layer import Layer
from grader.layers.reduction import averaged
from grader.layers.registry import LAYERS
from grader.toml_lines import Path, lines

BUILTIN = ("matrix-derivatives", "activations", "more-layers")
CACHES = ("output", "input", "own")
REDUCTIONS = ("sum", "mean")
FUNCTION_KEYS = ("name", "layer", "points", "cache", "reduction", "forward", "classes", "check")
LARGEST = 64 * 1024


class AssignmentError(ValueError):
    """An assignment file cannot be used; the message says where and what to write instead."""


@dataclass(frozen=True)
class GradedFunction:
    """One function of an upload. `cache` is what stands in its argument `cache`."""

    name: str
    layer: Layer
    points: float
    cache: str
    reduction: str
    forward: str
    classes: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Assignment:
    """A parsed assignment file; `digest` is the SHA-256 of its text and is stored with each verdict."""

    id: str
    title: str
    digest: str
    max_points: float
    intro: str
    sheet: str
    functions: tuple[GradedFunction, ...]


def builtin_text(name: str) -> str:
    """The text of an assignment that comes with Dout. Raises AssignmentError with the nearest name."""
    if name not in BUILTIN:
        raise AssignmentError(f"There is no assignment {name!r}.{_near(name, BUILTIN)}")
    return resources.files("grader").joinpath("assignments", f"{name}.toml").read_text(encoding="utf-8")


def builtin(name: str) -> Assignment:
    """An assignment that comes with Dout. Raises AssignmentError."""
    return parse(builtin_text(name))


def parse(text: str) -> Assignment:
    """The assignment in `text`. Raises AssignmentError."""
    if len(text) > LARGEST:
        raise AssignmentError(f"An assignment file may have {LARGEST} characters; this one has {len(text)}.")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(f"This is not TOML: {error}") from None
    except RecursionError:
        raise AssignmentError("This is not an assignment file: its values are nested too deep.") from None
    return _Reader(text, data).assignment()


def _near(name: str, known: Any) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."


class _Reader:
    """Walks the parsed TOML and says the line where something is wrong."""

    def __init__(self, text: str, data: dict[str, Any]) -> None:
        self.text, self.data, self.lines = text, data, lines(text)

    def fail(self, path: Path, message: str) -> AssignmentError:
        """The error, with the line of `path` or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        where = f"Line {self.lines[path]}: " if path in self.lines else ""
        return AssignmentError(where + message)

    def table(self, value: object, path: Path, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fail(path, f"{path[-1]} must be a table.")
        for key in value:
            if key not in known:
                raise self.fail((*path, key), f"there is no key {key!r} here.{_near(key, known)}")
        return value

    def text_of(self, table: dict[str, Any], path: Path, key: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if value is None:
            raise self.fail(path, f"the key {key!r} is missing.")
        if not isinstance(value, str):
            raise self.fail((*path, key), f"{key} must be a text in quotation marks.")
        return value

    def points_of(self, table: dict[str, Any], path: Path) -> float:
        value = table.get("points")
        if value is None:
            raise self.fail(path, "the key 'points' is missing.")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1000:
            raise self.fail((*path, "points"), "points must be a number between 0 and 1000.")
        return float(value)

    def tables(self, table: dict[str, Any], path: Path, key: str) -> list[tuple[Path, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not value:
            raise self.fail(
                path,
                f"at least one [[{'.'.join(str(p) for p in (*path, key) if isinstance(p, str))}]] is needed.",
            )
        return [((*path, key, i), entry) for i, entry in enumerate(value)]

    def assignment(self) -> Assignment:
        known = ("schema", "id", "title", "points", "intro", "sheet", "function")
        data = self.table(self.data, (), known)
        if data.get("schema") != 1 or isinstance(data.get("schema"), bool):
            raise self.fail(("schema",), "the first key must be schema = 1.")
        name = self.text_of(data, (), "id")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 80:
            raise self.fail(("id",), "id must be lower-case words with hyphens, such as matrix-derivatives.")
        functions = tuple(self.function(value, path) for path, value in self.tables(data, (), "function"))
        names = [function.name for function in functions]
        for i, function_name in enumerate(names):
            if function_name in names[:i]:
                raise self.fail(("function", i, "name"), f"{function_name} is graded twice.")
        self.partners(functions)
        points = self.points_of(data, ())
        self.add_up(("points",), points, [f.points for f in functions], "the functions")
        return Assignment(
            id=name,
            title=self.text_of(data, (), "title"),
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            max_points=points,
            intro=self.text_of(data, (), "intro", "").strip(),
            sheet=self.text_of(data, (), "sheet", ""),
            functions=functions,
        )

    def function(self, value: object, path: Path) -> GradedFunction:
        table = self.table(value, path, FUNCTION_KEYS)
        layer_name = self.text_of(table, path, "layer")
        if layer_name not in LAYERS:
            raise self.fail((*path, "layer"), f"there is no layer {layer_name!r}.{_near(layer_name, LAYERS)}")
        layer = LAYERS[layer_name]
        reduction = self.text_of(table, path, "reduction", "sum")
        if reduction not in REDUCTIONS:
            near = _near(reduction, REDUCTIONS)
            raise self.fail((*path, "reduction"), f"there is no reduction {reduction!r}.{near}")
        if reduction == "mean":
            if not layer.sums:
                raise self.fail((*path, "reduction"), f"{layer_name} has no sum over the batch to average.")
            layer = averaged(layer)
        name = self.text_of(table, path, "name", layer.function)
        classes = table.get("classes", [])
        if not isinstance(classes, list) or not all(isinstance(c, str) and c.isidentifier() for c in classes):
            raise self.fail((*path, "classes"), "classes must be a list of names of Python classes.")
        for key, word in (("name", name), ("forward", self.text_of(table, path, "forward", "x"))):
            if not word.isidentifier():
                raise self.fail((*path, key), f"{key} must be the name of a Python function.")
        cache = self.text_of(table, path, "cache", layer.caches[0])
        if cache not in CACHES:
            raise self.fail((*path, "cache"), f"there is no cache {cache!r}.{_near(cache, CACHES)}")
        checks = tuple(self.check(entry, at, layer) for at, entry in self.tables(table, path, "check"))
        self.unique(checks, path)
        points = self.points_of(table, path)
        self.add_up((*path, "points"), points, [check.points for check in checks], f"the checks of {name}")
        return GradedFunction(
            name=name,
            layer=layer,
            points=points,
            cache=cache,
            reduction=reduction,
            forward=self.text_of(table, path, "forward", ""),
            classes=tuple(classes),
            checks=checks,
        )

    def check(self, value: object, path: Path, layer: Layer) -> Check:
        kind = self.text_of(value if isinstance(value, dict) else {}, path, "kind")
        if kind not in CHECKS:
            raise self.fail((*path, "kind"), f"there is no check {kind!r}.{_near(kind, CHECKS)}")
        cls = CHECKS[kind]
        table = self.table(value, path, ("kind", *(f.name for f in fields(cls))))
        output = self.text_of(table, path, "output", "")
        names = [o.name for o in layer.outputs]
        if output and output not in names:
            raise self.fail(
                (*path, "output"), f"{layer.name} has no gradient {output!r}.{_near(output, names)}"
            )
        if cls.per_output and not output:
            raise self.fail(path, f"{kind} needs output = one of {', '.join(names)}.")
        return cls(points=self.points_of(table, path), output=output)

    def partners(self, functions: tuple[GradedFunction, ...]) -> None:
        """Checks that put several functions together need all of them, and the sheet's sums."""
        layers = {function.layer.name for function in functions}
        for i, function in enumerate(functions):
            for j, check in enumerate(function.checks):
                path: Path = ("function", i, "check", j, "kind")
                if check.partner and check.partner not in layers:
                    raise self.fail(path, f"{check.kind} needs a function of the layer {check.partner} too.")
                if check.partner and (function.layer.name, function.reduction) != ("affine", "sum"):
                    raise self.fail(
                        path, f'{check.kind} belongs to an affine function with reduction = "sum".'
                    )

    def unique(self, checks: tuple[Check, ...], path: Path) -> None:
        names = [check.name for check in checks]
        for i, name in enumerate(names):
            if name in names[:i]:
                raise self.fail((*path, "check", i, "kind"), f"the check {name} stands here twice.")

    def add_up(self, path: Path, total: float, parts: list[float], what: str) -> None:
        given = math.fsum(parts)
        if abs(given - total) > 1e-9:
            raise self.fail(path, f"points = {total:g}, but {what} add up to {given:g}.")
