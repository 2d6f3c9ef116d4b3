"""Our key pairs: RSA for RS256, as the 1EdTech Security Framework 1.0 asks (5.1.1), made at first use.

A pair is kept in the record, so that all web processes and workers have the same one; its private half is
encrypted under a key that is derived from the service's secret. Rotation makes a new pair that signs from now
on; the one from before is published for a while longer, since platforms keep our set of keys.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from joserfc.jwk import RSAKey
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from submissions import secret_key
from submissions.database import Database
from submissions.models_lti import LtiKey
from submissions.settings import Settings

BITS = 2048
OVERLAP = timedelta(days=2)
"""How long a key that was replaced is still published."""


class UnreadableKeyError(Exception):
    """The private half was encrypted under another secret."""


def signing(database: Database, settings: Settings, now: datetime) -> RSAKey:
    """The key that signs now; made, if there is none.

    Raises:
        UnreadableKeyError: see there.
    """
    with database.read() as session:
        found = _newest(session)
    if found is None:
        with database.write() as session:
            found = _newest(session) or _make(session, settings, now)
    try:
        content = json.loads(_fernet(settings).decrypt(found.private.encode()))
    except InvalidToken:
        raise UnreadableKeyError(
            "The key for LTI cannot be read, since the service's secret key was changed: "
            "run `dout lti rotate-key`."
        ) from None
    return RSAKey.import_key(content)


def published(session: Session, now: datetime) -> dict[str, Any]:
    """The public halves as a JSON Web Key Set (RFC 7517, section 5)."""
    wanted = select(LtiKey).where(or_(LtiKey.retired_at.is_(None), LtiKey.retired_at > now))
    return {"keys": [key.public for key in session.scalars(wanted.order_by(LtiKey.created_at.desc()))]}


def rotate(session: Session, settings: Settings, now: datetime, overlap: timedelta = OVERLAP) -> str:
    """A new key; those of before are published for `overlap` longer. Returns the new `kid`."""
    for key in session.scalars(select(LtiKey).where(LtiKey.retired_at.is_(None))):
        key.retired_at = now + overlap
    session.flush()
    return _make(session, settings, now).id


def _newest(session: Session) -> LtiKey | None:
    wanted = select(LtiKey).where(LtiKey.retired_at.is_(None))
    return session.scalar(wanted.order_by(LtiKey.created_at.desc(), LtiKey.id).limit(1))


def _make(session: Session, settings: Settings, now: datetime) -> LtiKey:
    pair = RSAKey.generate_key(BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    private = json.dumps(pair.as_dict(private=True))
    made = LtiKey(
        id=str(pair.kid),
        private=_fernet(settings).encrypt(private.encode()).decode("ascii"),
        public=dict(pair.as_dict(private=False)),
        created_at=now,
        retired_at=None,
    )
    session.add(made)
    session.flush()
    return made


def _fernet(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(secret_key.derive(settings, "keys of LTI"))))
