"""The service's secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from submissions import secret_key
from submissions.settings import Settings, SettingsError

ROOT = Path(__file__).parent.parent.parent
LONG = "a long enough secret"


def test_keys_differ_by_purpose_and_by_secret() -> None:
    settings, other = Settings(secret_key=LONG), Settings(secret_key=LONG + "!")
    keys = {secret_key.derive(s, purpose) for s in (settings, other) for purpose in ("a", "b")}
    assert len(keys) == 4
    assert secret_key.derive(settings, "a") == secret_key.derive(settings, "a")


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="DOUT_SECRET_KEY needs at least"):
        secret_key.derive(Settings(secret_key="short"), "a")


def test_a_file_may_hold_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(LONG + "\n")
    from_file = secret_key.derive(Settings(secret_key_file=str(file)), "a")
    assert from_file == secret_key.derive(Settings(secret_key=LONG), "a")
    with pytest.raises(SettingsError, match="DOUT_SECRET_KEY_FILE"):
        secret_key.derive(Settings(secret_key_file=str(tmp_path / "none")), "a")


def test_processes_that_start_together_agree_on_the_one_that_is_made(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from submissions import secret_key;"
        "from submissions.settings import Settings;"
        "print(secret_key.derive(Settings(data_dir=Path(sys.argv[1])), 'a'))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "new")]
    others = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({other.communicate()[0] for other in others}) == 1
    [file] = (tmp_path / "new").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
