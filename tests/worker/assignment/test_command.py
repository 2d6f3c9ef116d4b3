"""`dout assignment validate` and `new` as a tutor runs them: a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.assignment import BUILTIN, builtin_text, parse

Dout = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[3]
SWISH = (ROOT / "tests" / "assignments" / "swish.toml").read_text(encoding="utf-8")
SOLUTIONS = ROOT / "tests" / "solutions"
RIGHT = """
import numpy as np

def swish_backward(dout, x):
    s = 1 / (1 + np.exp(-x))
    return dout * (s + x * s * (1 - s))

def scaled_backward(dout, cache):
    x, w, s = cache
    return s * (dout @ w.T) * np.sign(x), s * np.abs(x).T @ dout
"""


@pytest.fixture
def dout(tmp_path: Path) -> Dout:
    """Runs `dout assignment ARGUMENTS` in the test's folder."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "worker.cli", "assignment", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def swish(tmp_path: Path, forward: str) -> Path:
    """The assignment with another forward pass, not holomorphic, for its first function."""
    old = "def forward(x):\n    return x / (1 + np.exp(-x))"
    assert old in SWISH
    file = tmp_path / "swish.toml"
    file.write_text(SWISH.replace(old, forward, 1).replace("holomorphic = true\n", "", 1))
    return file


def test_files_that_can_be_used_are_said_to_be_good(dout: Dout, tmp_path: Path) -> None:
    for name in BUILTIN:
        (tmp_path / f"{name}.toml").write_text(builtin_text(name))
    done = dout("validate", *(f"{name}.toml" for name in BUILTIN))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [
        "matrix-derivatives.toml: good. “Matrix derivatives”, 20 points: 2 functions, 16 checks.",
        "matrix-derivatives-by-hand.toml: good. “Matrix derivatives by hand”, 5 points: 5 answers.",
    ]


def test_a_mistake_is_told_with_its_line_and_the_others_are_still_read(dout: Dout, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(SWISH.replace('kind = "purity"', 'kind = "purty"'))
    (tmp_path / "torn.toml").write_text("no = [assignment")
    (tmp_path / "good.toml").write_text(builtin_text("matrix-derivatives"))
    done = dout("validate", "bad.toml", "torn.toml", "good.toml")
    assert done.returncode == 1
    bad, torn, good = done.stdout.splitlines()
    assert bad == "bad.toml: Line 19: there is no check 'purty'. Did you mean 'purity'?"
    assert torn.startswith("torn.toml: This is not TOML")
    assert good.startswith("good.toml: good.")


@pytest.mark.parametrize(
    ("forward", "line", "says"),
    [
        ("def forward(x):\n    return 1 / 0", 15, "ZeroDivisionError"),
        ("def forward(x:\n    return x", 14, "swish_backward"),
        ("def forward(x):\n    return x[:1]", 13, "returned shape (1, "),
        ("def forward(x):\n    return np.log(-np.abs(x))", 13, "no finite slope by x"),
        ("def forward(x):\n    while True: pass", 15, "line 15 was still running"),
        ("def forward(x):\n    import os; os._exit(0)", 13, "swish_backward"),
        ("def forward(x):\n    return x + 1e-3 * np.random.random(x.shape)", 13, "must not depend on chance"),
    ],
)
def test_a_forward_pass_that_cannot_be_used_is_told_with_its_line(
    dout: Dout, tmp_path: Path, forward: str, line: int, says: str
) -> None:
    done = dout("validate", swish(tmp_path, forward))
    assert done.returncode == 1
    assert done.stderr == ""
    # A busy machine may add that the time was up elsewhere, too.
    told = [text for text in done.stdout.splitlines() if says in text]
    assert all(f"swish.toml: Line {line}: swish_backward: " in text for text in told)
    assert told


def test_what_is_called_holomorphic_and_is_not_is_found(dout: Dout, tmp_path: Path) -> None:
    (tmp_path / "abs.toml").write_text(
        SWISH.replace("return x / (1 + np.exp(-x))", "return np.abs(x) * x", 1)
    )
    done = dout("validate", "abs.toml")
    assert done.returncode == 1
    assert "set holomorphic = false" in done.stdout


def test_a_source_on_one_line_has_that_line(dout: Dout, tmp_path: Path) -> None:
    head, _, tail = SWISH.partition("forward_source = '''")
    source = 'forward_source = "def forward(x): return 1 / 0"'
    (tmp_path / "a.toml").write_text(head + source + tail.partition("'''")[2])
    assert "a.toml: Line 14: swish_backward: " in dout("validate", "a.toml").stdout


def test_a_kink_at_a_drawn_point_is_worth_a_note(dout: Dout, tmp_path: Path) -> None:
    kinked = dout("validate", swish(tmp_path, "def forward(x):\n    return np.abs(np.sin(1e5 * x))"))
    assert kinked.returncode == 0
    assert "note: swish_backward: the forward pass has a kink at a drawn point, x at [" in kinked.stdout


def test_a_solution_must_get_every_point(dout: Dout, tmp_path: Path) -> None:
    (tmp_path / "swish.toml").write_text(SWISH)
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(RIGHT.replace("return dout *", "return"))
    (tmp_path / "torn.py").write_text("def f(")
    assert dout("validate", "swish.toml", "--solution", "right.py").returncode == 0
    wrong = dout("validate", "swish.toml", "--solution", "wrong.py")
    assert wrong.returncode == 1
    assert "wrong.py loses 1 of swish_backward, reference.dx. " in wrong.stdout
    assert "good" not in wrong.stdout
    torn = dout("validate", "swish.toml", "--solution", "torn.py")
    assert torn.returncode == 1
    assert "torn.py cannot be run" in torn.stdout


def test_checks_that_need_several_functions_are_tried_with_a_solution(dout: Dout, tmp_path: Path) -> None:
    (tmp_path / "sheet.toml").write_text(builtin_text("matrix-derivatives"))
    assert dout("validate", "sheet.toml", "--solution", SOLUTIONS / "right" / "matmul.py").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["validate"], "Missing argument"),
        (["validate", "none.toml"], "none.toml cannot be read: No such file or directory."),
        (["validate", "."], ". is a folder: name the file."),
        (["validate", "bytes.toml"], "bytes.toml is not UTF-8 text."),
        (["validate", "good.toml", "--solution", "none.py"], "none.py cannot be read"),
        (["new", "Not An Id"], "ID must be lower-case words with hyphens"),
        (["new", "x" * 81], "ID must be lower-case words with hyphens"),
        (["new", "--from", "matrix-derivates"], "Did you mean 'matrix-derivatives'?"),
        (["new", "-o", "good.toml"], "good.toml exists already, and was left as it is."),
        (["new", "-o", "none/new.toml"], "none/new.toml cannot be written: No such file or directory."),
        (["neu"], "No such command"),
    ],
)
def test_a_mistake_in_the_arguments_says_what_to_do(
    dout: Dout, tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "good.toml").write_text(builtin_text("matrix-derivatives"))
    done = dout(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""
    assert (tmp_path / "good.toml").read_text() == builtin_text("matrix-derivatives")


def test_what_new_writes_is_valid_and_has_the_id(dout: Dout, tmp_path: Path) -> None:
    printed = dout("new", "sheet-3").stdout
    assert parse(printed).id == "sheet-3"
    done = dout("new", "sheet-3", "--output", "sheet.toml")
    assert (done.returncode, (tmp_path / "sheet.toml").read_text()) == (0, printed)
    assert "dout assignment validate sheet.toml" in done.stdout
    checked = dout("validate", "sheet.toml")
    assert checked.returncode == 0
    assert (
        checked.stdout == "sheet.toml: good. “My assignment”, 11 points: 2 functions, 7 checks, 1 answer.\n"
    )


def test_without_an_id_there_is_one_to_change(dout: Dout) -> None:
    assert parse(dout("new").stdout).id == "my-assignment"


@pytest.mark.parametrize("name", BUILTIN)
def test_each_assignment_that_comes_with_dout_can_be_copied(dout: Dout, name: str) -> None:
    copy = dout("new", "mine", "--from", name).stdout
    assert parse(copy).id == "mine"
    assert copy.replace('id = "mine"', f'id = "{name}"') == builtin_text(name)


def test_hostile_text_does_not_steer_the_terminal(dout: Dout, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('schema = 1\nid = "\\u001b[31mred"\n')
    (tmp_path / "b.toml").write_text(SWISH.replace("Swish and", "Swish \\u001b[31m\\u202e and"))
    done = dout("validate", "a.toml", "b.toml")
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
