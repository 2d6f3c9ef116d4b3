"""The shape of the tree: packages say what they are and nothing else."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("grader", "submissions", "worker")
PACKAGES = [path for name in OURS for path in sorted((ROOT / name).rglob("__init__.py"))]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_root_holds_a_docstring_only(path: Path) -> None:
    """Packages whose roots re-export end up in import rings."""
    body = ast.parse(path.read_text()).body
    assert len(body) == 1
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_no_module_is_named_after_nothing() -> None:
    """A name such as `utils` says nothing of what is in it."""
    vague = {"utils.py", "helpers.py", "common.py", "misc.py"}
    found = {path for name in OURS for path in (ROOT / name).rglob("*.py")}
    assert not {path.name for path in found} & vague
