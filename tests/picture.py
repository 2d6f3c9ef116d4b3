"""Takes the picture of the README from the running product: `make picture`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.service import ROOT, running

UPLOAD = ROOT / "tests" / "solutions" / "wrong" / "dw_mean.py"
PICTURE = ROOT / "docs" / "images" / "result.png"
SIZE = {"width": 1000, "height": 1280}


def take() -> None:
    """Hand in a file with a known mistake and photograph its result."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var") as dout,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.goto(dout.student_url)
        page.goto(f"{dout.url}/assignments/matrix-derivatives")
        page.get_by_label("A Python file").set_input_files(UPLOAD)
        page.get_by_role("button", name="Send the file").click()
        page.get_by_text("Known mistake").first.wait_for(timeout=30_000)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    take()
