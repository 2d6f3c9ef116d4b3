"""From a Jupyter notebook to one source: its code cells in order, without what only IPython understands.

Lines keep their place within a cell, and each cell starts with a comment that says its number.
"""

from __future__ import annotations

import json
import re
from typing import Any

from grader.messages import Fault, FaultKind

_MAGIC = re.compile(r"^(\s*)[%!?]")
_ASSIGNED = re.compile(r"^(\s*[\w.,][\w., ]*=)\s*[%!].*$")
"""No two parts can take the same character, so that a long line of blanks is not tried in all divisions."""
_HELP = re.compile(r"^\s*[\w.]+\?{1,2}\s*$")
_CELL_OF_PYTHON = frozenset({"%%time", "%%timeit", "%%capture", "%%prun", "%%writefile", "%%file"})


def is_notebook(data: bytes, filename: str) -> bool:
    """By its name, or by what it holds."""
    return filename.lower().endswith(".ipynb") or (
        data.lstrip()[:1] == b"{" and b'"cells"' in data and b'"cell_type"' in data
    )


def source(data: bytes) -> tuple[bytes, int] | Fault:
    """The joined code and the number of code cells, or the fault of what is no notebook."""
    cells = _cells(data)
    if cells is None:
        return Fault(
            FaultKind.NOT_SUPPORTED,
            "This notebook cannot be read: it is not what Jupyter writes. Save it from Jupyter again "
            "or export it as a .py file.",
        )
    code = [text for text in map(_code, cells) if text is not None]
    if not code:
        return Fault(
            FaultKind.NOT_SUPPORTED, "The notebook has no code cell. Define your functions in a code cell."
        )
    joined = "\n\n".join(f"# --- code cell {n}\n{text}" for n, text in enumerate(code, start=1))
    return joined.encode("utf-8", "backslashreplace"), len(code)


def _cells(data: bytes) -> list[Any] | None:
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(sheets := notebook.get("worksheets"), list):
        kept = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for some in kept if isinstance(some, list) for cell in some]
    return cells if isinstance(cells, list) else None


def _code(cell: Any) -> str | None:
    """The text of a code cell without IPython's own lines; None for other cells."""
    if not isinstance(cell, dict) or cell.get("cell_type") != "code":
        return None
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    if not isinstance(text, str):
        return None
    lines = text.replace("\r\n", "\n").split("\n")
    first = lines[0].split()[:1]
    if first and first[0].startswith("%%") and first[0] not in _CELL_OF_PYTHON:
        return "# (a cell in another language)"
    return "\n".join(map(_plain, lines))


def _plain(line: str) -> str:
    if magic := _MAGIC.match(line):
        return f"{magic[1]}pass  # {line.strip()}"
    if assigned := _ASSIGNED.match(line):
        return f"{assigned[1]} None  # {line.strip()}"
    return f"# {line}" if _HELP.match(line) else line
