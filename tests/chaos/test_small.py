"""A small storm in every run of the tests: some harm while submissions stream in, then the audit."""

from __future__ import annotations

import time
from pathlib import Path

from submissions.settings import Settings
from tests.chaos import harm
from tests.chaos.audit import audit
from tests.chaos.stream import streaming
from tests.service import running

CALM_SECONDS = 0.5


def test_nothing_is_lost_double_or_wrong(tmp_path: Path) -> None:
    with running(tmp_path / "var", {"DOUT_SWEEP_SECONDS": "1"}) as service:
        with streaming(service) as stream:
            for hurt in (harm.kill_pool_process, harm.kill_zygotes, harm.kill_web, harm.kill_clock):
                time.sleep(CALM_SECONDS)
                hurt(service)
            time.sleep(CALM_SECONDS)
            harm.flush_broker(service)
            harm.send_twice(service, list(stream.accepted))
            time.sleep(CALM_SECONDS)
        found = audit(Settings(data_dir=service.data_dir), stream.accepted, seconds=90)
        assert found.submissions >= len(stream.accepted) > 10
        assert found.clean(), found
