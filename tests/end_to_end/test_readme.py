"""What the README tells people to type works as it stands there."""

import re
import shutil
import subprocess

import pytest

from tests.service import ROOT, Dout

README = (ROOT / "README.md").read_text()
BLOCKS: list[str] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def block(words: str) -> str:
    return next(found for found in BLOCKS if words in found)


def bash(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_requests_of_a_script_are_answered(dout: Dout) -> None:
    submission = dout.hand_in("x = 1")
    dout.report(submission)
    script = block("curl").replace("http://127.0.0.1:8000", dout.url)
    script = script.replace("var/demo.json", str(dout.data_dir / "demo.json")).replace(
        "/ID", f"/{submission}"
    )
    done = bash(script)
    assert done.returncode == 0, done.stderr
    assert "HTTP/1.1 202 " in done.stdout
    assert re.search(r"^Location: \S+/api/v1/submissions/|^Location: /api/v1/submissions/", done.stdout, re.M)
    assert '"report"' in done.stdout
    assert '"detail"' not in done.stdout


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\]\((?!https?:)([^)#]+)\)|(tests/solutions/\w+/\w+\.py)", README))
    for pair in named:
        assert (ROOT / next(filter(None, pair))).exists(), pair


def test_every_command_that_is_named_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make ([a-z-]+)", README)) <= targets
