"""Takes the picture of the README from the running product: `make picture`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.service import running  # noqa: E402 - the tests are no package that is installed

UPLOAD = ROOT / "tests" / "solutions" / "wrong" / "dw_mean.py"
PICTURE = Path(__file__).with_name("result.png")


def take() -> None:
    """Hand in a file with a known mistake and photograph its result."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "var") as dout:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1000, "height": 860})
            page.goto(dout.student_url)
            page.goto(f"{dout.url}/assignments/matrix-derivatives")
            page.get_by_label("A Python file").set_input_files(UPLOAD)
            page.get_by_role("button", name="Send the file").click()
            page.get_by_text("Known mistake").first.wait_for(timeout=30_000)
            page.screenshot(path=PICTURE)
            browser.close()


if __name__ == "__main__":
    take()
