"""Assignment files: TOML that says what is graded and for how many points; Python says how.

The parser is strict. An unknown key, check or layer, a value of the wrong type, or points that do not add up
is an `AssignmentError` with the line and the nearest right name.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, fields
from importlib import resources

import numpy as np

from grader import custom_reader
from grader.answers import Answer
from grader.checks.check import Check
from grader.checks.registry import CHECKS
from grader.layers.custom import Custom, layer_of
from grader.layers.layer import Layer
from grader.layers.reduction import averaged
from grader.layers.registry import LAYERS
from grader.toml_lines import Path
from grader.toml_reader import AssignmentError as AssignmentError
from grader.toml_reader import TomlReader, near

BUILTIN = ("matrix-derivatives", "matrix-derivatives-by-hand", "activations", "more-layers")
CACHES = ("output", "input", "own")
FEEDBACK = ("full", "hint", "points", "hidden")
REDUCTIONS = ("sum", "mean")
CUSTOM = "custom"
CUSTOM_KEYS = ("title", "forward_source", "input", "output_shape", "holomorphic")
FUNCTION_KEYS = ("name", "layer", "points", "cache", "reduction", "forward", "classes", "check")
LARGEST = 64 * 1024
_LONG_KEY = re.compile(r"""(?<![\w-])(?:(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){50}""")
"""The standard library takes half a minute to read a key of twenty thousand parts."""


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
    custom: Custom | None = None


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
    answers: tuple[Answer, ...] = ()


def builtin_text(name: str) -> str:
    """The text of an assignment that comes with Dout. Raises AssignmentError with the nearest name."""
    if name not in BUILTIN:
        raise AssignmentError(f"There is no assignment {name!r}.{near(name, BUILTIN)}")
    return resources.files("grader").joinpath("assignments", f"{name}.toml").read_text(encoding="utf-8")


def builtin(name: str) -> Assignment:
    """An assignment that comes with Dout. Raises AssignmentError."""
    return parse(builtin_text(name))


def parse(text: str) -> Assignment:
    """The assignment in `text`. Raises AssignmentError."""
    if len(text) > LARGEST:
        raise AssignmentError(f"An assignment file may have {LARGEST} characters; this one has {len(text)}.")
    if _LONG_KEY.search(text):
        raise AssignmentError("This is not an assignment file: a key has more than fifty parts.")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(f"This is not TOML: {error}") from None
    except RecursionError:
        raise AssignmentError("This is not an assignment file: its values are nested too deep.") from None
    except ValueError:  # thousands of digits: Python does not even begin with such an integer
        raise AssignmentError("This is not an assignment file: a number or a date cannot be used.") from None
    return _Reader(text, data).assignment()


class _Reader(TomlReader):
    """Reads the tables of an assignment file."""

    def assignment(self) -> Assignment:
        known = ("schema", "id", "title", "points", "intro", "sheet", "function", "answer")
        data = self.table(self.data, (), known)
        if data.get("schema") != 1 or isinstance(data.get("schema"), bool):
            raise self.fail(("schema",), "the first key must be schema = 1.")
        name = self.text_of(data, (), "id")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) or len(name) > 80:
            raise self.fail(("id",), "id must be lower-case words with hyphens, such as matrix-derivatives.")
        if "answer" not in data:
            self.tables(data, (), "function")
        functions = tuple(
            self.function(v, path) for path, v in self.tables(data, (), "function", needed=False)
        )
        answers = tuple(self.answer(v, path) for path, v in self.tables(data, (), "answer", needed=False))
        self.differ([answer.name for answer in answers], ("answer",), "name")
        self.differ([function.name for function in functions], ("function",), "name")
        self.partners(functions)
        points = self.points_of(data, ())
        parts = [*(f.points for f in functions), *(a.points for a in answers)]
        self.add_up(("points",), points, parts, "the functions and answers")
        return Assignment(
            id=name,
            title=self.text_of(data, (), "title"),
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            max_points=points,
            intro=self.text_of(data, (), "intro", "").strip(),
            sheet=self.text_of(data, (), "sheet", ""),
            functions=functions,
            answers=answers,
        )

    def answer(self, value: object, path: Path) -> Answer:
        table = self.table(value, path, ("name", "title", "points", "equation", "value"))
        name = self.text_of(table, path, "name")
        if not re.fullmatch(r"[a-z0-9_]{1,20}", name):
            raise self.fail((*path, "name"), "name must be a short word of small letters and digits.")
        if "value" not in table:
            raise self.fail(path, "the key 'value' is missing.")
        try:
            array = np.array(table["value"])
        except ValueError:  # rows of different lengths
            array = np.array("")
        if array.dtype.kind not in "if" or array.ndim > 2 or not array.size or not np.all(np.isfinite(array)):
            raise self.fail((*path, "value"), "value must be a number or a matrix such as [[1, 2], [3, 4]].")
        title, equation = self.text_of(table, path, "title"), self.text_of(table, path, "equation", "")
        return Answer(name, title, self.points_of(table, path), equation, array.astype(float))

    def function(self, value: object, path: Path) -> GradedFunction:
        table = self.table(value, path, (*FUNCTION_KEYS, *CUSTOM_KEYS))
        layer_name = self.text_of(table, path, "layer")
        custom = None
        if layer_name == CUSTOM:
            custom = custom_reader.read(self, table, path)
            layer = layer_of(
                custom, self.text_of(table, path, "name"), self.text_of(table, path, "title", "Layer")
            )
        elif layer_name in LAYERS:
            layer = LAYERS[layer_name]
            self.table(value, path, FUNCTION_KEYS)
        else:
            known = (*LAYERS, CUSTOM)
            raise self.fail((*path, "layer"), f"there is no layer {layer_name!r}.{near(layer_name, known)}")
        reduction = self.text_of(table, path, "reduction", "sum")
        if reduction not in REDUCTIONS:
            raise self.fail(
                (*path, "reduction"), f"there is no reduction {reduction!r}.{near(reduction, REDUCTIONS)}"
            )
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
            raise self.fail((*path, "cache"), f"there is no cache {cache!r}.{near(cache, CACHES)}")
        checks = tuple(self.check(entry, at, layer) for at, entry in self.tables(table, path, "check"))
        self.differ([check.name for check in checks], (*path, "check"), "kind")
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
            custom=custom,
        )

    def check(self, value: object, path: Path, layer: Layer) -> Check:
        kind = self.text_of(value if isinstance(value, dict) else {}, path, "kind")
        if kind not in CHECKS:
            raise self.fail((*path, "kind"), f"there is no check {kind!r}.{near(kind, CHECKS)}")
        if kind == "differences" and layer.name not in LAYERS:
            raise self.fail((*path, "kind"), "a custom layer is always judged by differences: use reference.")
        cls = CHECKS[kind]
        table = self.table(value, path, ("kind", *(f.name for f in fields(cls))))
        output = self.text_of(table, path, "output", "")
        names = [o.name for o in layer.outputs]
        if output and output not in names:
            raise self.fail(
                (*path, "output"), f"{layer.name} has no gradient {output!r}.{near(output, names)}"
            )
        if cls.per_output and not output:
            raise self.fail(path, f"{kind} needs output = one of {', '.join(names)}.")
        feedback = self.text_of(table, path, "feedback", "full")
        if feedback not in FEEDBACK:
            raise self.fail(
                (*path, "feedback"), f"there is no feedback {feedback!r}.{near(feedback, FEEDBACK)}"
            )
        after, at_deadline = table.get("opens_after", 0), table.get("opens_at_deadline", False)
        if isinstance(after, bool) or not isinstance(after, int) or not 0 <= after <= 1000:
            raise self.fail((*path, "opens_after"), "opens_after must be a whole number of attempts.")
        if not isinstance(at_deadline, bool):
            raise self.fail((*path, "opens_at_deadline"), "opens_at_deadline must be true or false.")
        return cls(self.points_of(table, path), output, feedback, after, at_deadline)

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
