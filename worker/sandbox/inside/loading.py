"""The upload becomes a module: parsed, then run statement by statement.

Course files carry imports of modules that are not here, plots and training code. So an import that fails
leaves a placeholder, any other top-level statement that fails is skipped with a note, and what the graded
functions need shows when they use it. Imports guarded by `try` fail as they would anywhere.
"""

from __future__ import annotations
import __future__

import ast
import importlib.util
import linecache
import re
import sys
import types
from dataclasses import dataclass, field
from typing import Any

from .placeholder import Placeholder
from .trouble import (
    FILE,
    Reported,
    TimeUp,
    TooSlow,
    Trouble,
    at_line,
    of_exception,
    of_syntax_error,
)

MODULE = "submission"
MAX_NOTES = 20
DEFINITION = re.compile(rb"^[ \t]*(?:def|class)[ \t]+(\w+)", re.MULTILINE)
CELL = re.compile(rb"^# --- code cell \d+$", re.MULTILINE)
"""How a cell begins in the text that was made of a notebook."""


@dataclass
class Upload:
    """The module that the upload made, and what went wrong on the way."""

    names: dict[str, Any]
    memory_mb: int
    notes: list[str] = field(default_factory=list)
    skipped: dict[str, Trouble] = field(default_factory=dict)
    """name: why the statement that would have bound it was skipped."""
    slow: Trouble | None = None
    """The statement outside of functions that used up the time of such code."""
    unknown_stars: list[str] = field(default_factory=list)
    """Modules of `from module import *` that are not here."""

    def note(self, text: str) -> None:
        """Add a note for the student; a file of a thousand failures needs no thousand notes."""
        if text in self.notes:
            return
        if len(self.notes) < MAX_NOTES:
            self.notes.append(text)
        elif len(self.notes) == MAX_NOTES:
            self.notes.append("… and more.")


class Pace:
    """Code outside of functions, such as training, gets a share of the time; the functions get the rest."""

    running = over = False

    def end(self) -> None:
        """The share is used up: end the statement that runs now, and run no more of its kind."""
        self.over = True
        if self.running:
            self.running = False
            raise TooSlow("Stopped early:")


pace = Pace()
NOT_NEEDED = (ast.For, ast.While, ast.With, ast.Expr)
"""Statements that define nothing a function could need."""


def load(source: bytes, memory_mb: int) -> Upload:
    """Run the upload's top level. Raises Reported if it cannot be parsed or does not come to an end."""
    module = types.ModuleType(MODULE)
    module.__file__ = FILE
    sys.modules[MODULE] = module
    upload = Upload(module.__dict__, memory_mb)
    tree = _parse(source, upload)
    flags = _future_flags(tree)
    for statement in tree.body:
        if pace.over and isinstance(statement, NOT_NEEDED):
            upload.note(f"Skipped line {statement.lineno}: the time of code outside of functions is used up.")
            continue
        try:
            pace.running = True
            _run(statement, flags, upload)
        except TooSlow as error:
            time_up = TimeUp(*error.args).with_traceback(error.__traceback__)
            upload.slow = _top_level_time_up(time_up, memory_mb)
            upload.note(f"Skipped line {statement.lineno}, which took too long.")
        except TimeUp as error:
            raise Reported(_top_level_time_up(error, memory_mb)) from None
        except BaseException as error:
            _skip(statement, error, upload)
        finally:
            pace.running = False
    return upload


def _parse(source: bytes, upload: Upload) -> ast.Module:
    _remember_lines(source)
    try:
        return ast.parse(source, FILE)
    except SyntaxError as error:
        if cells := _parse_cells(source, upload):
            return cells
        raise Reported(of_syntax_error(error)) from None
    except ValueError as error:
        raise Reported(of_syntax_error(SyntaxError(str(error)))) from None
    except (MemoryError, RecursionError):
        raise Reported(Trouble("syntax", "The file is nested too deeply to be read.")) from None


def _parse_cells(source: bytes, upload: Upload) -> ast.Module | None:
    """Of a notebook, the cells that can be parsed, as Jupyter would run them; None if it is no notebook."""
    starts = [found.start() for found in CELL.finditer(source)]
    body: list[ast.stmt] = []
    for number, start in enumerate(starts, start=1):
        end = starts[number] if number < len(starts) else len(source)
        above = b"\n" * source.count(b"\n", 0, start)
        try:
            body += ast.parse(above + source[start:end], FILE).body
        except (SyntaxError, ValueError) as error:
            trouble = of_syntax_error(error if isinstance(error, SyntaxError) else SyntaxError(str(error)))
            upload.note(f"Skipped code cell {number}: {trouble.message}")
            for name in DEFINITION.findall(source, start, end):
                upload.skipped[name.decode("utf-8", "replace")] = trouble
    return ast.Module(body, []) if body else None


def _remember_lines(source: bytes) -> None:
    """Let `linecache`, and so every traceback, know the file's text."""
    try:
        text = importlib.util.decode_source(source)
    except (SyntaxError, UnicodeError, LookupError):
        text = source.decode("utf-8", "replace")
    linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)


def _future_flags(tree: ast.Module) -> int:
    """Flags of the file's `__future__` imports; annotations are never evaluated, they may name torch."""
    flags = __future__.annotations.compiler_flag
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                feature = getattr(__future__, alias.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _run(statement: ast.stmt, flags: int, upload: Upload) -> None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return  # a docstring
    if isinstance(statement, ast.Import | ast.ImportFrom):
        _import(statement, flags, upload)
    else:
        _execute(statement, flags, upload)


def _execute(statement: ast.stmt, flags: int, upload: Upload) -> None:
    code = compile(ast.Module([statement], []), FILE, "exec", flags, dont_inherit=True)
    exec(code, upload.names)  # noqa: S102


def _import(statement: ast.Import | ast.ImportFrom, flags: int, upload: Upload) -> None:
    """Import each name by itself, and bind a placeholder to what is not here."""
    for alias in statement.names:
        if isinstance(statement, ast.Import):
            single: ast.stmt = ast.Import([alias])
            source = name = alias.name
            bound = alias.asname or alias.name.partition(".")[0]
        else:
            single = ast.ImportFrom(statement.module, [alias], statement.level)
            source = "." * statement.level + (statement.module or "")
            name = source.rstrip(".") + "." + alias.name if source.strip(".") else source + alias.name
            bound = alias.asname or alias.name
        try:
            _execute(ast.copy_location(single, statement), flags, upload)
        except ImportError:
            upload.note(f"Line {statement.lineno}: `{source}` is not available here.")
            if alias.name == "*":
                upload.unknown_stars.append(source)
            else:
                upload.names[bound] = Placeholder(
                    bound if isinstance(statement, ast.Import) and not alias.asname else name
                )


def _skip(statement: ast.stmt, error: BaseException, upload: Upload) -> None:
    """Note that a statement failed, and remember which names it owed."""
    trouble = of_exception(error, upload.memory_mb)
    if trouble.line is None:
        trouble = at_line(trouble.kind, trouble.message, statement.lineno)
    said = trouble.message.removeprefix(f"Line {statement.lineno}").lstrip()
    upload.note(
        f"Skipped line {statement.lineno}, which {said}"
        if said != trouble.message
        else f"Skipped line {statement.lineno}: {said}"
    )
    for name in _bound_by(statement):
        if name not in upload.names:
            upload.skipped[name] = trouble


def _bound_by(statement: ast.stmt) -> set[str]:
    """Names that the statement would have given to the module."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    nodes = list(ast.walk(statement))
    names = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return names | {node.name for node in nodes if isinstance(node, definitions)}


def _top_level_time_up(error: TimeUp, memory_mb: int) -> Trouble:
    trouble = of_exception(error, memory_mb)
    hint = ' Code outside of functions runs too: put training code under `if __name__ == "__main__":`.'
    return trouble._replace(message=trouble.message + hint)
