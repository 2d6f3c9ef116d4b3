"""Signatures, by the vector that the Standard Webhooks project tests its libraries with."""

from __future__ import annotations

import pytest

from submissions.settings import Settings
from submissions.webhooks import secrets, signing
from submissions.webhooks.secrets import UnreadableError
from submissions.webhooks.signing import SecretError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
VECTOR = (SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')


def test_the_published_vector_gets_its_signature() -> None:
    assert signing.signature(*VECTOR) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_give_two_signatures_with_a_space_between() -> None:
    other = signing.new_secret()
    headers = signing.headers([other, SECRET], *VECTOR[1:])
    assert headers["webhook-id"] == VECTOR[1]
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"].split(" ") == [
        signing.signature(other, *VECTOR[1:]),
        signing.signature(*VECTOR),
    ]


@pytest.mark.parametrize("secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!", "whsec_abc"])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(SecretError):
        signing.signature(secret, *VECTOR[1:])


def test_a_secret_is_read_back_under_its_key_and_under_no_other() -> None:
    settings, other = Settings(secret_key="a" * 20), Settings(secret_key="b" * 20)
    secret = signing.new_secret()
    kept = secrets.encrypted(settings, secret)
    assert secret not in kept
    assert secrets.decrypted(settings, kept) == secret
    with pytest.raises(UnreadableError, match="make a new secret"):
        secrets.decrypted(other, kept)
