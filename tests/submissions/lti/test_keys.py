"""Our keys: made once, published, replaced without a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select

from submissions.database import Database
from submissions.lti import keys
from submissions.models_lti import LtiKey
from submissions.settings import Settings
from tests.submissions.conftest import START
from tests.submissions.pages.conftest import Browser


def test_the_key_is_made_at_first_use_and_its_private_half_is_told_to_nobody(
    browser: Browser, database: Database, settings: Settings
) -> None:
    first = browser.get("/lti/jwks.json")
    [key] = first.get_json()["keys"]
    assert first.text == browser.get("/lti/jwks.json").text
    assert key.keys() == {"kty", "n", "e", "kid", "use", "alg"}
    assert "public" in first.headers["Cache-Control"]
    pair = keys.signing(database, settings, START)
    assert pair.kid == key["kid"]
    with database.read() as session:
        kept = session.scalars(select(LtiKey.private)).one()
    assert str(pair.as_dict(private=True)["d"]) not in kept


def test_a_new_key_signs_at_once_and_the_old_one_is_published_for_a_while(
    database: Database, settings: Settings
) -> None:
    old = keys.signing(database, settings, START).kid
    with database.write() as session:
        new = keys.rotate(session, settings, START)
    assert keys.signing(database, settings, START).kid == new != old
    with database.read() as session:
        published = [key["kid"] for key in keys.published(session, START + timedelta(days=1))["keys"]]
        assert set(published) == {old, new}
        assert [key["kid"] for key in keys.published(session, START + timedelta(days=3))["keys"]] == [new]
        [first, _] = keys.published(session, START)["keys"]
        assert isinstance(RSAKey.import_key(first), RSAKey)


def test_another_secret_says_what_to_do(database: Database, settings: Settings) -> None:
    keys.signing(database, settings, START)
    other = replace(settings, secret_key="quite another secret for tests")
    with pytest.raises(keys.UnreadableKeyError, match="dout lti rotate-key"):
        keys.signing(database, other, START)
    with database.write() as session:
        keys.rotate(session, other, START)
    assert keys.signing(database, other, START)
