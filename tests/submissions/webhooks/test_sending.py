"""One message over a real connection: to what was judged, within bounds, whatever the receiver does."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from submissions.webhooks.addresses import allowed_hosts
from submissions.webhooks.sending import Sender
from tests.submissions.webhooks.receiver import Receiver, receiving

BODY = b'{"type":"ping"}'


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def test_a_message_arrives_as_it_was_sent(receiver: Receiver) -> None:
    sender = Sender(allowed_hosts(receiver.allowed))
    outcome = sender.send(receiver.url + "?a=b", {"webhook-id": "m"}, BODY)
    assert (outcome.status, outcome.error, outcome.taken) == (204, None, True)
    [got] = receiver.got
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?a=b", BODY, "m")
    assert got.headers["host"] == receiver.allowed


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"])
def test_nothing_is_sent_to_this_machine_unless_it_is_allowed(receiver: Receiver, host: str) -> None:
    outcome = Sender().send(f"http://{host}:{receiver.port}/", {}, BODY)
    assert outcome.status is None
    assert outcome.error
    assert receiver.got == []


def test_a_name_that_leads_inside_is_not_followed(receiver: Receiver) -> None:
    outcome = Sender(resolver=lambda *_: ["127.0.0.1"]).send("http://hook.example/", {}, BODY)
    assert "private or reserved" in str(outcome.error)
    assert "127.0.0.1" not in str(outcome.error), "nor is it told how the network inside is numbered"


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_address(receiver: Receiver) -> None:
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    sender = Sender(allowed_hosts("hook.example"), rebinding)
    assert sender.send(f"http://hook.example:{receiver.port}/", {}, BODY).taken
    assert asked == [("hook.example", receiver.port)]
    assert receiver.got[0].headers["host"] == f"hook.example:{receiver.port}"


def test_of_several_addresses_the_next_is_tried(receiver: Receiver) -> None:
    sender = Sender(allowed_hosts("hook.example"), lambda *_: ["127.0.0.2", "127.0.0.1"])
    assert sender.send(f"http://hook.example:{receiver.port}/", {}, BODY).taken


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    def away(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("location", f"http://127.0.0.1:{receiver.port}/inside")
        handler.end_headers()

    receiver.answers = [away]
    outcome = Sender(allowed_hosts(receiver.allowed)).send(receiver.url, {}, BODY)
    assert (outcome.status, outcome.taken) == (302, False)
    assert "not followed" in str(outcome.error)
    assert [got.path for got in receiver.got] == ["/hook"]


@pytest.mark.parametrize("headers_first", [False, True])
def test_who_sends_a_byte_now_and_then_is_hung_up_on(receiver: Receiver, headers_first: bool) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if headers_first:
            handler.send_response(200)
            handler.send_header("content-length", "10000")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nx: ")
        while not receiver.end.wait(0.02):
            handler.wfile.write(b".")

    receiver.answers = [drip]
    outcome = Sender(allowed_hosts(receiver.allowed), whole_seconds=0.4).send(receiver.url, {}, BODY)
    assert outcome.status is None
    assert "No whole answer came within 0.4 seconds" in str(outcome.error)


def test_of_a_huge_answer_only_the_beginning_is_read(receiver: Receiver) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not receiver.end.is_set():
            handler.wfile.write(b"x" * 65536)

    receiver.answers = [flood]
    assert Sender(allowed_hosts(receiver.allowed)).send(receiver.url, {}, BODY).taken


@pytest.mark.parametrize("rubbish", [b"", b"no http\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500])
def test_rubbish_is_no_answer(receiver: Receiver, rubbish: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(rubbish)

    receiver.answers = [answer]
    outcome = Sender(allowed_hosts(receiver.allowed)).send(receiver.url, {}, BODY)
    assert outcome.status is None
    assert outcome.error


def test_nobody_there_is_told() -> None:
    with receiving() as receiver:
        url, allowed = receiver.url, receiver.allowed
    outcome = Sender(allowed_hosts(allowed)).send(url, {}, BODY)
    assert outcome.error == "The receiver refuses connections."


def test_the_certificate_must_be_for_the_name_in_the_url(tmp_path: Path) -> None:
    server, trust = _tls(tmp_path, "hook.example")
    allowed = allowed_hosts("hook.example other.example")
    with receiving(tls=server) as receiver:
        sender = Sender(allowed, lambda *_: ["127.0.0.1"], trust=trust)
        assert sender.send(f"https://hook.example:{receiver.port}/", {}, BODY).taken
        for wrong in (sender, Sender(allowed, lambda *_: ["127.0.0.1"])):
            name = "other" if wrong is sender else "hook"
            outcome = wrong.send(f"https://{name}.example:{receiver.port}/", {}, BODY)
            assert "certificate is not believed" in str(outcome.error)
        assert len(receiver.got) == 1


def _tls(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server of that name, and for who believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.9"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem, key_file = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem, key_file)
    return server, ssl.create_default_context(cafile=str(pem))
