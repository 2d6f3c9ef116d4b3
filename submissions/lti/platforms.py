"""Platforms in the record: registered by an operator, or by themselves and then allowed by an operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from submissions import audit
from submissions.lti import reach
from submissions.models import new_id
from submissions.models_lti import LtiDeployment, LtiPlatform
from submissions.settings import Settings
from submissions.webhooks.addresses import AddressError

CANVAS = "https://canvas.instructure.com"
CANVAS_HOSTS = (".instructure.com", "sso.canvaslms.com")
"""All schools at Canvas have one issuer; each school's services are at a name of its own."""
LONGEST_ID = 255


class PlatformError(ValueError):
    """A platform cannot be registered so; the message says why."""


@dataclass(frozen=True)
class Described:
    """What a platform says of itself, or an operator of it."""

    issuer: str
    client_id: str
    authorization_url: str
    token_url: str
    jwks_url: str
    audience: str | None = None
    name: str = ""


def register(
    session: Session,
    settings: Settings,
    described: Described,
    *,
    deployments: Iterable[str],
    hosts: Iterable[str] = (),
    allowed: bool,
    now: datetime,
    invitation: str | None = None,
) -> LtiPlatform:
    """A new platform.

    Raises:
        PlatformError: it is there already, or something of it cannot be used.
    """
    _check(session, settings, described)
    host = urlsplit(described.issuer).hostname or ""
    made = LtiPlatform(
        id=new_id(),
        name=(described.name or host)[:200],
        issuer=described.issuer,
        client_id=described.client_id,
        authorization_url=described.authorization_url,
        token_url=described.token_url,
        jwks_url=described.jwks_url,
        audience=described.audience,
        hosts=" ".join(sorted(_hosts(described, hosts))),
        allowed=allowed,
        invitation=invitation,
        created_at=now,
    )
    session.add(made)
    session.flush()
    for deployment in dict.fromkeys(deployments):
        deploy(session, made, deployment)
    audit.record(session, None, "lti.registered", made.id, None, issuer=made.issuer, allowed=allowed)
    return made


def all_of_them(session: Session) -> list[LtiPlatform]:
    """Every platform, oldest first."""
    return list(session.scalars(select(LtiPlatform).order_by(LtiPlatform.created_at, LtiPlatform.id)))


def find(session: Session, issuer: str, client_id: str | None) -> LtiPlatform | None:
    """The platform of this issuer. A request may leave out for which client it is, where there is one only
    (1EdTech Security Framework, section 5.1.1.1; LTI 1.3 Core, 4.1.3)."""
    if "\0" in issuer + (client_id or ""):
        return None
    wanted = select(LtiPlatform).where(LtiPlatform.issuer == issuer)
    if client_id:
        wanted = wanted.where(LtiPlatform.client_id == client_id)
    found = session.scalars(wanted.limit(2)).all()
    return found[0] if len(found) == 1 else None


def by_id(session: Session, beginning: str) -> LtiPlatform:
    """The platform whose id begins so.

    Raises:
        PlatformError: there is none, or more than one.
    """
    found = [one for one in all_of_them(session) if beginning and one.id.startswith(beginning)]
    if len(found) != 1:
        raise PlatformError(
            f"No single platform has an id that begins with {beginning!r}: see `dout lti list`."
        )
    return found[0]


def deployments(session: Session, platform_id: str) -> list[str]:
    """The deployments of a platform whose launches are taken."""
    wanted = select(LtiDeployment.deployment_id).where(LtiDeployment.platform_id == platform_id)
    return sorted(session.scalars(wanted))


def deploy(session: Session, platform: LtiPlatform, deployment: str) -> None:
    """Take launches of one more deployment. Raises PlatformError."""
    if not deployment or len(deployment) > LONGEST_ID or not deployment.isprintable():
        raise PlatformError(f"A deployment's id has from 1 to {LONGEST_ID} characters.")
    session.merge(LtiDeployment(platform_id=platform.id, deployment_id=deployment))
    session.flush()


def allow(session: Session, platform: LtiPlatform, *, hosts: Iterable[str] = ()) -> None:
    """Let the platform send people here, and requests reach these hosts, too. Raises PlatformError."""
    platform.allowed = True
    platform.hosts = " ".join(sorted({*platform.hosts.split(), *map(_host, hosts)}))
    audit.record(session, None, "lti.allowed", platform.id, None, hosts=platform.hosts)


def forbid(session: Session, platform: LtiPlatform) -> None:
    """Let nobody in from there any more, and send nothing; what is known of it stays."""
    platform.allowed = False
    audit.record(session, None, "lti.forbidden", platform.id, None)


def remove(session: Session, platform: LtiPlatform) -> None:
    """Forget a platform with its courses and links; people and marks stay."""
    audit.record(session, None, "lti.removed", platform.id, None, issuer=platform.issuer)
    session.delete(platform)


def _check(session: Session, settings: Settings, described: Described) -> None:
    for name in ("issuer", "client_id", "authorization_url", "token_url", "jwks_url"):
        value = getattr(described, name)
        longest = {"issuer": 400, "client_id": LONGEST_ID}.get(name, 2000)
        if not value or len(value) > longest or not value.isprintable() or not value.isascii():
            raise PlatformError(f"{name} must be given, in at most {longest} printable ASCII characters.")
    for name in ("issuer", "authorization_url", "token_url", "jwks_url"):
        try:
            reach.checked(settings, getattr(described, name))
        except AddressError as error:
            raise PlatformError(f"{name}: {error}") from None
    if settings.oidc_issuer and described.issuer.rstrip("/") == settings.oidc_issuer.rstrip("/"):
        raise PlatformError(
            "This issuer is the provider of sign-ins (DOUT_OIDC_ISSUER): a platform must have its own."
        )
    for known in session.scalars(select(LtiPlatform).where(LtiPlatform.issuer == described.issuer)):
        if known.client_id == described.client_id:
            raise PlatformError(f"This platform is registered already: {known.id}.")
        if known.jwks_url != described.jwks_url:
            # People are known by issuer and subject: who signs for an issuer says who everybody is.
            raise PlatformError(
                f"This issuer is registered with the keys at {known.jwks_url}: remove that platform first "
                f"(`dout lti remove {known.id[:8]}`) if its keys have moved."
            )


def _hosts(described: Described, more: Iterable[str]) -> set[str]:
    urls = (described.issuer, described.authorization_url, described.token_url, described.jwks_url)
    found = {urlsplit(url).hostname or "" for url in urls} | set(map(_host, more))
    return found | set(CANVAS_HOSTS) if described.issuer == CANVAS else found


def _host(text: str) -> str:
    host = text.strip().lower()
    if not reach.HOST.fullmatch(host):
        raise PlatformError(f"{text!r} is no name of a host, such as lms.example.org or .example.org.")
    return host
