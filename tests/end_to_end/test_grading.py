"""From the upload to the verdict through every real part."""

import json
import os
import signal
import zipfile
from pathlib import Path

import requests

from tests.service import ROOT, Dout, until
from worker.serve.kernel import descendants

SOLUTIONS = ROOT / "tests" / "solutions"
RIGHT = (SOLUTIONS / "right" / "matmul.py").read_text()
MEAN = (SOLUTIONS / "wrong" / "dw_mean.py").read_text()
ENDLESS = "def affine_backward(dout, cache):\n    while True:\n        pass\n"


def test_a_right_file_gets_all_points(dout: Dout) -> None:
    report = dout.report(dout.hand_in(RIGHT))
    assert report["state"] == "graded"
    assert report["points"] == report["max_points"] > 0


def test_the_mean_over_the_batch_is_named(dout: Dout) -> None:
    report = dout.report(dout.hand_in(MEAN))
    assert 0 < report["points"] < report["max_points"]
    names = {check["misconception"] for function in report["functions"] for check in function["checks"]}
    assert "batch_mean" in names


def test_an_endless_loop_ends_as_time_limit_and_the_next_upload_is_graded(dout: Dout) -> None:
    loop, right = dout.hand_in(ENDLESS), dout.hand_in(RIGHT)
    kinds = {
        check["fault"]["kind"]
        for function in dout.report(loop)["functions"]
        for check in function["checks"]
        if function["name"] == "affine_backward" and check["fault"]
    }
    assert "time_limit" in kinds
    report = dout.report(right)
    assert report["points"] == report["max_points"]


def test_a_pool_process_that_is_killed_in_the_middle_costs_nobody_a_point(dout: Dout) -> None:
    before = dout.hand_in(ENDLESS)
    until(lambda: dout.state(before) == "running", what="the grading to begin")
    after = dout.hand_in(RIGHT)
    master = dout.find("worker.cli worker")
    # The pool's process is the child of the master that has children of its own: the sandbox.
    pool = next(pid for pid in descendants(master) if descendants(pid))
    os.kill(pool, signal.SIGKILL)
    report = dout.report(after)
    assert report["points"] == report["max_points"]
    assert dout.report(before, seconds=90)["state"] == "graded"


def test_notebooks_and_archives_are_graded(dout: Dout, tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": RIGHT.splitlines(keepends=True), "metadata": {}, "outputs": []}
    notebook = json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
    archive = tmp_path / "mine.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("exercise/layers.py", RIGHT)
    uploads = [dout.hand_in(notebook, "layers.ipynb"), dout.hand_in(archive.read_bytes(), "mine.zip")]
    for report in map(dout.report, uploads):
        assert report["points"] == report["max_points"]


def test_the_links_sign_student_and_tutor_in(dout: Dout) -> None:
    for link in (dout.student_url, dout.tutor_url):
        with requests.Session() as browser:
            page = browser.get(link, timeout=30)
            assert page.status_code == 200
            assert "Matrix derivatives" in page.text


def test_a_stranger_sees_nothing(dout: Dout) -> None:
    submission = dout.hand_in(RIGHT)
    answer = requests.get(f"{dout.url}/api/v1/submissions/{submission}", timeout=30)
    assert answer.status_code == 401
    assert "points" not in answer.json()
