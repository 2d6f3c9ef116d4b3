"""The line item of a link, and where its scores go, over real HTTP."""

from __future__ import annotations

import pytest

from submissions.database import Database
from submissions.lti import grade_service
from submissions.models_lti import LtiLink
from tests.submissions.conftest import Three
from tests.submissions.lti.platform import LINK, Platform
from tests.submissions.pages.conftest import Grade
from worker.lti_scores import ScoreSender


@pytest.mark.parametrize("there", [False, True])
def test_a_line_item_is_found_or_made_once(
    sender: ScoreSender,
    grade: Grade,
    platform: Platform,
    database: Database,
    came: None,
    connected: str,
    three: Three,
    there: bool,
) -> None:
    with database.write() as session:
        link = session.get_one(LtiLink, connected)
        link.lineitem, link.lineitems = None, f"{platform.url}/items?kind=1"
    platform.items = [{"id": f"{platform.url}/items/7", "resourceLinkId": "another"}]
    if there:
        platform.items.append({"id": f"{platform.url}/items/8", "resourceLinkId": LINK})
    grade("batch_mean")
    grade("full_marks")
    sender.round()
    made = platform.items[-1]
    with database.read() as session:
        assert session.get_one(LtiLink, connected).lineitem == made["id"]
    assert len(platform.items) == 2
    if not there:
        wanted = {"scoreMaximum": 20.0, "resourceId": three.assignment, "resourceLinkId": LINK}
        assert wanted.items() <= made.items()
    assert len(platform.scores) == 1


@pytest.mark.parametrize(
    ("lineitem", "scores_"),
    [
        ("https://a.example/items/1", "https://a.example/items/1/scores"),
        ("https://a.example/items/1/", "https://a.example/items/1/scores"),
        ("https://a.example/items/1?type_id=2", "https://a.example/items/1/scores?type_id=2"),
    ],
)
def test_the_address_of_scores(lineitem: str, scores_: str) -> None:
    assert grade_service.scores_of(lineitem) == scores_
