"""The launcher with small children: what dies, what refuses to die, what dies again and again."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from worker.serve.child import Child
from worker.serve.errors import StartError
from worker.serve.launcher import Launcher, StopAsked
import os

folder = Path(sys.argv[1])
def child(name, code, **more):
    return Child(name, [sys.executable, "-c", code], folder / f"{name}.log", **more)
launcher = Launcher(os.environ, print)
try:
"""
END = """
except StopAsked:
    print("asked")
except StartError as error:
    print("refused:", error)
finally:
    launcher.stop()
    from worker.serve.kernel import descendants
    print("left:", descendants(os.getpid()))
"""


def run(folder: Path, body: str) -> str:
    code = PROGRAM + textwrap.indent(textwrap.dedent(body), "    ") + END
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert done.stderr == ""
    assert done.stdout.endswith("left: set()\n")
    return done.stdout


def test_a_child_that_fails_at_the_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    shown = run(tmp_path, "launcher.start([child('web', 'print(41 + 1); raise SystemExit(3)', tells=True)])")
    assert "refused: The web did not start." in shown
    assert "\n  42\n" in shown


def test_a_program_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    shown = run(tmp_path, "launcher.start([Child('broker', ['/none'], folder / 'log')])")
    assert "refused: The broker cannot be run: /none: No such file or directory" in shown


def test_work_that_fails_is_refused(tmp_path: Path) -> None:
    shown = run(tmp_path, "launcher.complete(child('migration', 'raise SystemExit(1)'))")
    assert "refused: The migration could not be done." in shown


def test_a_child_that_dies_again_and_again_ends_the_service(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
        import worker.serve.launcher as module
        module.BACK_OFF_SECONDS = (0.01,)
        launcher.start([child('web', 'import time; time.sleep(0.2); raise SystemExit(9)')])
        launcher.watch()
        """,
    )
    assert shown.count("The web ended with status 9; it is started again") == 4
    assert "refused: The web died 5 times within a minute." in shown


def test_what_ignores_sigterm_and_what_it_left_behind_is_killed(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
        import signal, time
        stubborn = 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)'
        parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {stubborn!r}], "
        parent += f"start_new_session=True); exec({stubborn!r})"
        launcher.start([child('first', 'import time; time.sleep(600)'), child('second', parent, grace=0.5)])
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        launcher.watch()
        """,
    )
    assert "asked" in shown


def test_a_second_signal_makes_the_stop_short(tmp_path: Path) -> None:
    shown = run(
        tmp_path,
        """
        import signal, threading, time
        stubborn = 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)'
        launcher.start([child('first', 'import time; time.sleep(600)'), child('second', stubborn, grace=600)])
        time.sleep(0.5)
        subprocess_code = f'sleep 1; kill -INT {os.getpid()}; sleep 1; kill -INT {os.getpid()}'
        import subprocess
        subprocess.Popen(['sh', '-c', subprocess_code])
        launcher.watch()
        """,
    )
    assert "asked" in shown
