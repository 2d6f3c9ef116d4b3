"""Where a webhook may lead: to public addresses only, so that nobody reaches into our own network by one.

An address is judged twice. When it is written down, its form is: http or https, no user name, a port that web
servers use, and no number that is private. When a message is sent, its name is looked up once, every address
that comes back must be public, and the connection goes to just these: a name that leads elsewhere a moment
later (DNS rebinding) gains nothing. Hosts that the operator allows (DOUT_WEBHOOK_ALLOW) may lead anywhere.

Sources: RFC 6890 and its registries, by `ipaddress`; RFC 6052 (NAT64), RFC 4291 section 2.5.5 (IPv4 in IPv6).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 2000
PORTS = {"http": 80, "https": 443}
OTHER_PORTS = range(8000, 9000)
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
NAT64 = ipaddress.ip_network("64:ff9b::/96")
NEVER = [
    ipaddress.ip_network(text)
    for text in ("2002::/16", "2001::/32", "64:ff9b:1::/48", "::/96", "fec0::/10", "192.88.99.0/24")
]
"""Tunnels (6to4, Teredo), a network's own NAT64, and what is no longer in use."""
HERE = ("localhost", ".localhost", ".local", ".internal", ".localdomain", ".home.arpa")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]


class AddressError(ValueError):
    """Nothing may be sent there; the message says why."""


class UnknownNameError(AddressError):
    """The name leads nowhere, just now."""


@dataclass(frozen=True)
class Target:
    """A URL taken apart. `host` is lower case and ASCII, without the brackets of an IPv6 address."""

    secure: bool
    host: str
    port: int
    path: str


def parse(url: str, allowed: frozenset[str] = frozenset()) -> Target:
    """Take the URL of a webhook apart and judge its form; nothing is looked up.

    Args:
        allowed: what the operator allows in spite, as `host` or `host:port`; see `allowed_hosts`.

    Raises:
        AddressError: no message may be sent there.
    """
    target = _parts(url)
    if is_allowed(target, allowed):
        return target
    if target.port not in PORTS.values() and target.port not in OTHER_PORTS:
        first, last = OTHER_PORTS[0], OTHER_PORTS[-1]
        raise AddressError(f"The port must be 80, 443, or lie between {first} and {last}.")
    if target.host == HERE[0] or target.host.endswith(HERE[1:]):
        raise AddressError("This name leads to this machine or into a private network.")
    literal = _literal(target.host)
    if literal is None and NUMBER.fullmatch(target.host):
        raise AddressError("Write an IPv4 address as four decimal numbers.")
    if literal is not None and not is_public(literal):
        raise AddressError(f"{literal} lies in a private or reserved network.")
    return target


def resolve(target: Target, allowed: frozenset[str], resolver: Resolver) -> list[str]:
    """The addresses to connect to, each judged.

    Raises:
        UnknownNameError: the name is not known, or not just now.
        AddressError: one of the addresses is not public.
    """
    literal = _literal(target.host)
    found = [str(literal)] if literal is not None else list(dict.fromkeys(resolver(target.host, target.port)))
    if not found:
        raise UnknownNameError(f"The name {target.host} is not known.")
    if not is_allowed(target, allowed):
        for address in found:
            # A zone such as %eth0 belongs to link-local addresses only.
            if "%" in address or not is_public(ipaddress.ip_address(address)):
                # Not which: the log of a webhook shall not tell how our own network is numbered.
                raise AddressError(f"The name {target.host} leads into a private or reserved network.")
    return found


def by_system(host: str, port: int) -> list[str]:
    """What the machine's resolver says. Raises UnknownNameError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnknownNameError(f"The name {host} is not known.") from None
    return [str(entry[4][0]) for entry in found]


def is_public(address: Address) -> bool:
    """Whether the address belongs to a machine out in the world."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if any(address.version == network.version and address in network for network in NEVER):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def allowed_hosts(setting: str) -> frozenset[str]:
    """The hosts of DOUT_WEBHOOK_ALLOW: with commas or spaces between, each with or without a port."""
    return frozenset(setting.lower().replace(",", " ").split())


def is_allowed(target: Target, allowed: frozenset[str]) -> bool:
    """Whether the operator allows the host, wherever it leads."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return not allowed.isdisjoint({target.host, host, f"{host}:{target.port}"})


def _parts(url: str) -> Target:
    if len(url) > LONGEST:
        raise AddressError(f"The URL has more than {LONGEST} characters.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise AddressError(
            "A URL has ASCII characters only, without spaces or backslashes: encode the others."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError("This is no URL. Write one such as https://lms.example.org/dout.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise AddressError("The URL must begin with https:// (or http://) and name a host.")
    if parts.username is not None or parts.password is not None:
        raise AddressError("The URL must not hold a user name: messages are known by their signature.")
    if parts.fragment:
        raise AddressError("The URL must not have a fragment (#…): it would never be sent.")
    host = parts.hostname.lower()
    if _literal(host) is None and not NAME.fullmatch(host.removesuffix(".")):
        raise AddressError(f"{host[:80]!r} is no name of a host.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = PORTS[parts.scheme] if port is None else port
    return Target(parts.scheme == "https", host.removesuffix("."), port, path)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
