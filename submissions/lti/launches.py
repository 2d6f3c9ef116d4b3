"""Messages that were checked, until they have led somewhere. A nonce comes once; a code, too."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from submissions.auth.tokens import digest
from submissions.lti import vocabulary as v
from submissions.lti.states import State
from submissions.lti.trouble import USED, LaunchError
from submissions.models_lti import LtiLaunch

LASTS = timedelta(hours=1)
"""How long somebody may think about a question on the way in."""
KEPT = timedelta(days=1)
"""For so long a nonce is known to be used: longer than any token is taken."""


def keep(session: Session, state: State, claims: dict[str, Any], now: datetime) -> str:
    """Keep a message; the code that goes on with it.

    Raises:
        LaunchError: its nonce was here before.
    """
    forget(session, now)
    code = secrets.token_urlsafe(32)
    try:
        with session.begin_nested():
            session.add(
                LtiLaunch(
                    id=digest(code),
                    platform_id=state.platform,
                    nonce=digest(state.nonce),
                    binding=state.binding,
                    claims={name: claims[name] for name in v.READ if name in claims},
                    again=state.again,
                    created_at=now,
                    used_at=None,
                )
            )
    except IntegrityError:
        raise LaunchError(USED, "the nonce was used before") from None
    return code


def forget(session: Session, now: datetime) -> None:
    """Delete messages that nobody can go on with any more."""
    session.execute(delete(LtiLaunch).where(LtiLaunch.created_at < now - KEPT))


def find(session: Session, code: str, now: datetime) -> LtiLaunch:
    """The message with its platform. Raises LaunchError: it has led somewhere, or is too old."""
    found = session.scalar(
        select(LtiLaunch)
        .where(
            LtiLaunch.id == digest(code),
            LtiLaunch.used_at.is_(None),
            LtiLaunch.created_at > now - LASTS,
        )
        .options(joinedload(LtiLaunch.platform))
    )
    if found is None:
        raise LaunchError(USED, "the code is used, too old, or made up")
    return found


def use(session: Session, launch: LtiLaunch, now: datetime) -> None:
    """Let nobody go on with it any more, and forget what it said.

    Raises:
        LaunchError: somebody else did, at this moment.
    """
    done = cast(
        "CursorResult[Any]",
        session.execute(
            update(LtiLaunch)
            .where(LtiLaunch.id == launch.id, LtiLaunch.used_at.is_(None))
            .values(used_at=now, claims={}, again={})
            .execution_options(synchronize_session=False)
        ),
    )
    if done.rowcount != 1:
        raise LaunchError(USED, "the code was used at this moment")
