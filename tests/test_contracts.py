"""Who may import whom, asked of import-linter; and that its contracts can fail."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINT = (str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_every_contract_is_kept() -> None:
    done = subprocess.run(LINT, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert f"Contracts: {len(contracts)} kept, 0 broken." in done.stdout


def test_an_import_against_the_arrow_breaks_a_contract(tmp_path: Path) -> None:
    for package in ("grader", "submissions", "worker"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text('"""A package."""\n')
    (tmp_path / "worker" / "sandbox" / "inside").mkdir(parents=True)
    for folder in ("worker/sandbox", "worker/sandbox/inside"):
        (tmp_path / folder / "__init__.py").write_text('"""A package."""\n')
    (tmp_path / "grader" / "wrong.py").write_text("import submissions\nimport celery\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    done = subprocess.run(LINT, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "One arrow: worker → submissions → grader BROKEN" in done.stdout
