"""Reading rules: what fits is taken, what does not is named."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.rules.model import Rules
from submissions.rules.reading import KEYS, RulesError, read, values
from tests.submissions.rules.conftest import BEGIN, rules

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=5,
)


def test_nothing_said_limits_nothing() -> None:
    assert read({}, opens_at=None, due_at=None) == Rules()


@given(rules)
def test_what_is_written_is_read_again(a: Rules) -> None:
    written = json.loads(json.dumps({key: value for key, value in asdict(a).items() if key in KEYS}))
    assert read(written, opens_at=a.opens_at, due_at=a.due_at, time_zone=a.time_zone) == a


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), anything, max_size=4) | anything)
def test_anything_is_read_or_refused_with_a_sentence(stored: object) -> None:
    try:
        found, refused = values(stored), "."
    except RulesError as error:
        found, refused = {}, str(error)
    assert refused.endswith((".", "?"))
    assert set(found) <= set(KEYS)
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("stored", "key", "says"),
    [
        ({"atempts": 3}, "rules", "Did you mean 'attempts'?"),
        ({"x": 3}, "rules", "The rules are grace_minutes"),
        ([], "rules", "must be an object"),
        ({"attempts": 0}, "attempts", "a whole number from 1 to 10000, or null for no limit"),
        ({"attempts": True}, "attempts", "a whole number"),
        ({"attempts": "3"}, "attempts", "a whole number"),
        ({"late_days": None}, "late_days", "a whole number from 0 to 365"),
        ({"late_floor": 1.5}, "late_floor", "a number from 0 to 1"),
        ({"late_per_day": float("nan")}, "late_per_day", "a number from 0 to 1000"),
        ({"late_per_day": 101, "late_unit": "percent"}, "late_per_day", "from 0 to 100"),
        ({"counts": "first"}, "counts", '"best" and "last"'),
        ({"late_unit": ["points"]}, "late_unit", '"points" and "percent"'),
    ],
)
def test_what_does_not_fit_is_named(stored: object, key: str, says: str) -> None:
    with pytest.raises(RulesError) as caught:
        values(stored)
    assert says in str(caught.value)
    assert caught.value.key == key


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=1)])
def test_a_deadline_before_the_opening_is_refused(later: timedelta) -> None:
    with pytest.raises(RulesError, match="due_at must be later than opens_at"):
        read({}, opens_at=BEGIN + later, due_at=BEGIN)


def test_dates_of_another_age_are_refused() -> None:
    with pytest.raises(RulesError, match="opens_at must lie between"):
        read({}, opens_at=BEGIN.replace(year=1000), due_at=None)
