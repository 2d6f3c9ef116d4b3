"""`dout check`: verdicts, output, exit status."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service import until
from tests.worker.check.conftest import Check
from worker.serve.kernel import descendants

SOLUTIONS = Path(__file__).parent.parent.parent / "solutions"
RIGHT = SOLUTIONS / "right" / "matmul.py"
MEAN = SOLUTIONS / "wrong" / "dw_mean.py"
HOSTILE = """print("\\x1b[31mred\\x9b0m\\u202e")
def affine_backward(dout, cache):
    raise ValueError("\\x1b]0;owned\\x07")
"""


def test_a_right_file_gets_all_points(check: Check) -> None:
    done = check(RIGHT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "20 of 20 points" in done.stdout


def test_a_named_mistake_comes_with_matrices_and_the_chain_rule(check: Check) -> None:
    done = check(MEAN)
    assert done.returncode == 1
    assert "is the mean over the batch, not the sum" in done.stdout
    assert "expected = │ 23 34 │" in done.stdout
    assert "∂L/∂w₁₂ = " in done.stdout


def test_json_of_one_file_is_the_report(check: Check) -> None:
    seed = "ab" * 16
    done = check("--json", "--seed", seed, MEAN)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["seed"] == seed
    assert report["schema"] == 1
    assert "file" not in report


def test_a_seed_repeats_the_verdict(check: Check) -> None:
    reports = [json.loads(check("--json", "--seed", "1f", MEAN).stdout) for _ in range(2)]
    for report in reports:
        report.pop("timing")
    assert reports[0] == reports[1]


def test_json_of_several_files_is_one_report_a_line_in_order(check: Check) -> None:
    done = check("--json", "--jobs", "2", MEAN, RIGHT)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["file"] for report in reports] == [str(MEAN), str(RIGHT)]
    assert done.returncode == 1


def test_the_files_of_a_folder_get_a_line_each_and_a_sum(check: Check, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    for place in ("ada", "emmy", ".hidden", "__pycache__"):
        (folder / place).mkdir(parents=True)
        (folder / place / "layers.py").write_bytes(RIGHT.read_bytes())
    (folder / "emmy" / "notes.txt").write_text("no upload")
    (folder / "emmy" / "layers.py").write_bytes(MEAN.read_bytes())
    done = check(folder)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert [line.split()[:4] for line in lines[:2]] == [["✓", "20", "of", "20"], ["✗", "13", "of", "20"]]
    assert lines[2:] == ["2 files: 1 with all points, 1 with points lost"]


def test_what_a_student_prints_cannot_steer_the_terminal(check: Check, tmp_path: Path) -> None:
    (tmp_path / "esc.py").write_text(HOSTILE)
    evil = tmp_path / "evil\x1b[2J\n.py"
    evil.write_text("x = [")
    for done in (check("esc.py"), check(evil), check("esc.py", evil), check("--json", "esc.py")):
        assert done.returncode == 1
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nope.py"], "nope.py cannot be read: No such file or directory."),
        (["/dev/null"], "/dev/null is no file."),
        (["."], ". holds no file that ends in .ipynb, .py, .zip."),
        (["--seed", "xyz", RIGHT], "--seed takes up to 128 hexadecimal digits"),
        (["--assignment", "matrix-derivative", RIGHT], "Did you mean 'matrix-derivatives'?"),
        (["--assignment", "none.toml", RIGHT], "none.toml cannot be read: No such file or directory."),
        (["--assignment", "bad.toml", RIGHT], "bad.toml: This is not TOML"),
    ],
    ids=str,
)
def test_a_mistake_in_the_arguments_is_one_line(
    arguments: list[str], line: str, check: Check, tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text("points = ")
    done = check(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dout: ")
    assert done.stderr.count("\n") == 1
    assert line in done.stderr


def test_an_assignment_of_ones_own_is_used(check: Check, tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "grader/assignments/matrix-derivatives.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace('"matrix-derivatives"', '"mine"', 1))
    done = check("--json", "--assignment", "mine.toml", RIGHT)
    assert json.loads(done.stdout)["assignment"] == "mine"
    assert done.returncode == 0


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -P -m worker.cli check {RIGHT} {MEAN} {RIGHT} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.startswith("✓  20 of 20")


def test_many_files_show_progress_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-P", "-m", "worker.cli", "check", str(RIGHT), str(MEAN)]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm"})
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(60) == 1
    assert b"Grading" in shown
    assert b"2 files: 1 with all points" in shown


def test_an_interrupt_ends_it_without_waiting_for_endless_uploads(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"loop{number}.py").write_text("import time\nwhile True: time.sleep(1)\n")
    command = [sys.executable, "-P", "-m", "worker.cli", "check", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(lambda: descendants(process.pid), what="a sandbox")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "Stopped.\n"


def test_a_sandbox_that_cannot_be_started_is_our_fault(check: Check, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import subprocess\n"
        "class Never(subprocess.Popen):\n"
        "    def __init__(self, *arguments, **more):\n"
        "        raise OSError('no more processes')\n"
        "subprocess.Popen = Never\n"
    )
    done = check(RIGHT, PYTHONPATH=str(tmp_path))
    assert done.returncode == 3
    assert "no more processes" in done.stderr
    assert done.stderr.count("\n") == 1
