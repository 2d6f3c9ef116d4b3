"""Where webhooks may lead, and where not, however it is written."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.webhooks import addresses
from submissions.webhooks.addresses import AddressError, Target, UnknownNameError

NOBODY: frozenset[str] = frozenset()
PUBLIC = ("93.184.216.34", "2606:4700::1111", "64:ff9b::5db8:d822", "::ffff:93.184.216.34")
PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1"),
    *(
        "169.254.169.254",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
    ),
    *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::a00:1", "2002:7f00:1::", "2002:5db8:d822::1", "2001:0:1::1"),
)


def at(host: str) -> str:
    return f"https://[{host}]/" if ":" in host else f"https://{host}/"


@pytest.mark.parametrize("host", PUBLIC)
def test_public_addresses_are_taken(host: str) -> None:
    target = addresses.parse(at(host))
    assert addresses.resolve(target, NOBODY, lambda *_: []) == [str(ipaddress.ip_address(host))]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused_as_numbers_and_behind_a_name(host: str) -> None:
    with pytest.raises(AddressError, match="private or reserved"):
        addresses.parse(at(host))
    target = addresses.parse("https://lms.example.org/")
    with pytest.raises(AddressError, match="private or reserved"):
        addresses.resolve(target, NOBODY, lambda *_: ["93.184.216.34", host])


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://127.1/",
        ),
        *("http://127.0.0.1./", "http://0/", "http://017700000001/", "http://[::ffff:7f00:1]/"),
        *("http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://db.internal/"),
        *("http://printer.local/", "http://[fe80::1%25eth0]/", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/"),
        *(
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "//example.org/",
            "example.org",
        ),
        *("https:///nothing", "https://", "", "https://[::1", "https://example.org:99999/", "https://a b/"),
        *("https://example.org@127.0.0.1/", "https://u:p@example.org/", "https://example.org/#here"),
        *("https://example.org:22/", "https://example.org:6379/", "https://example.org:0/"),
        *("https://example.org\\@127.0.0.1/", "https://example.org/\r\nHost: b", "https://exa\0mple.org/"),
        *("https://-a.example.org/", "https://a..b/", "https://" + "a" * 2000),
    ],
)
def test_what_leads_nowhere_good_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        addresses.parse(url)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://LMS.example.org", Target(True, "lms.example.org", 443, "/")),
        ("http://lms.example.org:8080/a/b?c=d", Target(False, "lms.example.org", 8080, "/a/b?c=d")),
        ("https://xn--bcher-kva.example./h", Target(True, "xn--bcher-kva.example", 443, "/h")),
        ("https://[2606:4700::1111]:8443/", Target(True, "2606:4700::1111", 8443, "/")),
    ],
)
def test_a_url_is_taken_apart(url: str, target: Target) -> None:
    assert addresses.parse(url) == target


@pytest.mark.parametrize("allow", ["127.0.0.1", "127.0.0.1:9200", "a.example, 127.0.0.1:9200 , b"])
def test_what_the_operator_allows_may_be_private_and_on_any_port(allow: str) -> None:
    allowed = addresses.allowed_hosts(allow)
    target = addresses.parse("http://127.0.0.1:9200/", allowed)
    assert addresses.resolve(target, allowed, lambda *_: []) == ["127.0.0.1"]


def test_an_allowed_port_allows_no_other_one_and_no_other_name() -> None:
    allowed = addresses.allowed_hosts("127.0.0.1:9200")
    for url in ("http://127.0.0.1/", "http://127.0.0.1:9201/", "http://localhost:9200/"):
        with pytest.raises(AddressError):
            addresses.parse(url, allowed)


def test_a_name_that_is_allowed_may_lead_inside() -> None:
    allowed = addresses.allowed_hosts("LMS.internal")
    target = addresses.parse("http://lms.internal/", allowed)
    assert addresses.resolve(target, allowed, lambda *_: ["10.1.2.3"]) == ["10.1.2.3"]


def test_a_name_that_is_not_known_is_told() -> None:
    target = addresses.parse("https://lms.example.org/")
    with pytest.raises(UnknownNameError, match="is not known"):
        addresses.resolve(target, NOBODY, lambda *_: [])


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_alike_however_it_is_wrapped_in_ipv6(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    nat64 = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number)
    assert addresses.is_public(plain) == addresses.is_public(mapped) == addresses.is_public(nat64)
    assert not addresses.is_public(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))


@given(st.text(max_size=60))
def test_whatever_is_written_is_taken_apart_or_refused(text: str) -> None:
    for url in (text, f"https://{text}/", f"http://{text}"):
        try:
            target = addresses.parse(url)
        except AddressError:
            continue
        assert target.port in {80, 443, *addresses.OTHER_PORTS}
        assert target.host.isascii()
