"""From the cells of a notebook to one source, and the whole sentence where there is none."""

from __future__ import annotations

import json

import pytest

from grader.messages import Fault, FaultKind
from grader.notebooks import is_notebook, source

UNREADABLE = Fault(
    FaultKind.NOT_SUPPORTED,
    "This notebook cannot be read: it is not what Jupyter writes. Save it from Jupyter again "
    "or export it as a .py file.",
)
EMPTY = Fault(FaultKind.NOT_SUPPORTED, "The notebook has no code cell. Define your functions in a code cell.")


def notebook(*cells: dict[str, object]) -> bytes:
    return json.dumps({"cells": [{"cell_type": "code", **cell} for cell in cells]}).encode()


def test_the_cells_are_joined_with_their_numbers() -> None:
    data = notebook(
        {"source": ["x = 1\r\n", "%time y = 2"]}, {"input": "z = 3"}, {}, {"source": "%%time\na = 1"}
    )
    assert source(data) == (
        b"# --- code cell 1\nx = 1\npass  # %time y = 2\n\n# --- code cell 2\nz = 3\n\n"
        b"# --- code cell 3\n\n\n# --- code cell 4\npass  # %%time\na = 1",
        4,
    )


def test_a_cell_in_another_language_leaves_a_comment() -> None:
    data = notebook({"source": "%%bash -s x\nrm *"})
    assert source(data) == (b"# --- code cell 1\n# (a cell in another language)", 1)


def test_half_a_surrogate_does_not_stop_the_rest() -> None:
    assert source(notebook({"source": "x = '\ud800'"})) == (b"# --- code cell 1\nx = '\\ud800'", 1)


def test_a_long_line_of_blanks_is_read_in_one_go() -> None:
    """Tried in all its divisions it would take minutes, which no run of the tests could wait for."""
    line = " " * 250_000 + "x"
    assert source(notebook({"source": line})) == (f"# --- code cell 1\n{line}".encode(), 1)


@pytest.mark.parametrize("cells", [b"5", b"true", b'"code"', b'{"cell_type": "code"}', b"null"])
def test_a_sheet_without_a_list_of_cells_holds_none(cells: bytes) -> None:
    assert source(b'{"worksheets": [{"cells": %s}]}' % cells) == EMPTY


@pytest.mark.parametrize("data", [b"x = 1", b"[]", b'{"cells": 1}', b"{}", b"[" * 100_000])
def test_what_jupyter_does_not_write_is_refused(data: bytes) -> None:
    assert source(data) == UNREADABLE


def test_a_notebook_without_code_is_refused() -> None:
    assert source(notebook({"cell_type": "markdown", "source": "x"})) == EMPTY


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b'\n {"cells": [{"cell_type": "code"}]}', True),
        (b'x = {"cells": [{"cell_type": "code"}]}', False),
        (b'{"cells": []}', False),
        (b'{"cell_type": "code"}', False),
    ],
)
def test_a_notebook_is_known_by_what_it_holds(data: bytes, is_one: bool) -> None:
    assert is_notebook(data, "layers.py") is is_one
    assert is_notebook(data, "Layers.IPYNB")
