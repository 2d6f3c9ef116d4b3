"""The pictures of the README and the docs, from the running product: `make screenshots`.

A small course is really graded first, and the demo's student and tutor look at it with Chromium.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from submissions.auth.links import demo_id
from submissions.database import Database
from submissions.settings import Settings
from tests.demo.filling import CODE, COURSE, fill, graded
from tests.demo.stories import OF_ADA
from tests.service import ROOT, Dout, running, until

IMAGES = ROOT / "docs" / "images"
STUDENTS, UPLOADS, SEED = 120, 420, 7
GRADED_SECONDS = 600.0
LARGEST_KIB = 200
OF_ADA_LATEST = demo_id(f"{COURSE}/{CODE}/{len(OF_ADA) - 1}")


def _as_it_is(page: Page) -> None:
    """Nothing is done to the page."""


def _with_the_starter_code(page: Page) -> None:
    send = page.locator("#text-form button[type=submit]")
    send.scroll_into_view_if_needed()
    page.get_by_role("link", name="Fill in the starter code").click()
    page.locator(".editor").get_by_text("def affine_backward").wait_for()
    page.locator("#hand-in").evaluate("element => element.scrollIntoView()")


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which page, in which window."""

    name: str
    path: str
    who: Literal["student", "tutor"] = "student"
    width: int = 1000
    height: int = 1280
    scheme: Literal["light", "dark"] = "light"
    locale: str = "en-GB"
    prepare: Callable[[Page], None] = _as_it_is


ASSIGNMENT = f"/assignments/{CODE}"
PICTURES = (
    Picture("result", f"/submissions/{OF_ADA_LATEST}"),
    Picture("dashboard", f"{ASSIGNMENT}/results", "tutor", 1180, 1100),
    Picture("dashboard-dark", f"{ASSIGNMENT}/results", "tutor", 1180, 1100, "dark"),
    Picture("review", f"/submissions/{OF_ADA_LATEST}/review", "tutor", 1180, 1000),
    Picture("assignment", ASSIGNMENT, height=890, prepare=_with_the_starter_code),
    Picture("phone-german", f"/submissions/{OF_ADA_LATEST}", width=390, height=844, locale="de-DE"),
)


def take() -> None:
    """Grade a small course and photograph it.

    Raises:
        SystemExit: there is no Chromium, or a picture is too large for a page of documentation.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("The pictures need Chromium: sudo apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder) / "var") as dout,
        sync_playwright() as playwright,
    ):
        _grade(dout)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            _take(browser, dout, picture)
        browser.close()


def _grade(dout: Dout) -> None:
    database = Database(Settings(data_dir=dout.data_dir))

    def is_graded() -> bool:
        time.sleep(0.5)
        done, total = graded(database)
        return done == total

    try:
        fill(database, STUDENTS, UPLOADS, SEED, datetime.now(UTC))
        until(is_graded, GRADED_SECONDS, "the course to be graded")
    finally:
        database.close()


def _take(browser: Browser, dout: Dout, picture: Picture) -> None:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        locale=picture.locale,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(dout.student_url if picture.who == "student" else dout.tutor_url)
    page.goto(dout.url + picture.path)
    picture.prepare(page)
    target = IMAGES / f"{picture.name}.png"
    page.screenshot(path=target)
    context.close()
    size = target.stat().st_size / 1024
    print(f"{target.relative_to(ROOT)}  {size:.0f} KiB")
    if size > LARGEST_KIB:
        raise SystemExit(f"{target.name} is larger than {LARGEST_KIB} KiB: make it smaller.")


if __name__ == "__main__":
    take()
