"""`dout lti`: learning systems that may send people here, and the key that signs for us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from submissions.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

host_option = click.option(
    "--host",
    "hosts",
    multiple=True,
    help="One more host that its services may be at; .example.org: all there.",
)


@contextmanager
def _record(*, writes: bool = True) -> Iterator[Session]:
    from submissions.lti.platforms import PlatformError
    from worker.record import opened

    with opened(PlatformError) as database, database.write() if writes else database.read() as session:
        yield session


@click.group()
def lti() -> None:
    """Connect learning systems (Moodle, Canvas, …) by LTI 1.3."""


@lti.command()
@click.argument("host")
def invite(host: str) -> None:
    """Print a link by which the learning system at HOST registers itself (LTI Dynamic Registration).

    It is good for a week and works once. What registered is let in after `dout lti allow`.
    """
    from submissions.lti import invitations

    settings = Settings.from_environment()
    with _record(writes=False):
        click.echo(invitations.link(settings, host))


@lti.command()
@click.option(
    "--issuer", required=True, help="What it calls itself (Platform ID), such as https://lms.example.org."
)
@click.option("--client-id", required=True, help="What it calls this tool.")
@click.option(
    "--deployment", "deployments", multiple=True, help="An id of a deployment; several may be given."
)
@click.option("--authorization-url", required=True, help="Its authentication request URL.")
@click.option("--token-url", required=True, help="Its access token URL.")
@click.option("--jwks-url", required=True, help="Its public keyset URL.")
@click.option("--name", default="", help="What people call it.")
@host_option
def register(
    issuer: str,
    client_id: str,
    deployments: tuple[str, ...],
    authorization_url: str,
    token_url: str,
    jwks_url: str,
    name: str,
    hosts: tuple[str, ...],
) -> None:
    """Register a learning system by what its page of settings shows, and let it in."""
    from submissions.lti import platforms
    from submissions.lti.platforms import Described

    described = Described(issuer, client_id, authorization_url, token_url, jwks_url, None, name)
    with _record() as session:
        made = platforms.register(
            session,
            Settings.from_environment(),
            described,
            deployments=deployments,
            hosts=hosts,
            allowed=True,
            now=datetime.now(UTC),
        )
    click.echo(made.id)


@lti.command("list")
def show() -> None:
    """Show all learning systems, and what must be typed into theirs."""
    from submissions.lti import platforms

    with _record(writes=False) as session:
        for one in platforms.all_of_them(session):
            click.echo(f"{one.id}  {one.name}: {'allowed' if one.allowed else 'NOT YET ALLOWED'}")
            click.echo(f"  issuer {one.issuer}, client {one.client_id}")
            click.echo(f"  deployments {', '.join(platforms.deployments(session, one.id)) or '(none)'}")
            click.echo(f"  authorization {one.authorization_url}")
            click.echo(f"  token {one.token_url}")
            click.echo(f"  keys {one.jwks_url}")
            click.echo(f"  hosts {one.hosts}")
    url = Settings.from_environment().url()
    click.echo(f"Here: login {url}/lti/login, redirect {url}/lti/launch, keys {url}/lti/jwks.json")


@lti.command()
@click.argument("platform")
@host_option
def allow(platform: str, hosts: tuple[str, ...]) -> None:
    """Let PLATFORM (the beginning of its id) send people here, and allow these hosts."""
    from submissions.lti import platforms

    with _record() as session:
        platforms.allow(session, platforms.by_id(session, platform), hosts=hosts)


@lti.command()
@click.argument("platform")
def forbid(platform: str) -> None:
    """Let nobody in from PLATFORM any more, and send nothing there."""
    from submissions.lti import platforms

    with _record() as session:
        platforms.forbid(session, platforms.by_id(session, platform))


@lti.command()
@click.argument("platform")
@click.argument("deployment")
def deployment(platform: str, deployment: str) -> None:
    """Take launches of one more DEPLOYMENT of PLATFORM."""
    from submissions.lti import platforms

    with _record() as session:
        platforms.deploy(session, platforms.by_id(session, platform), deployment)


@lti.command()
@click.argument("platform")
@click.confirmation_option(prompt="Its courses and links are forgotten, marks stay. Remove it?")
def remove(platform: str) -> None:
    """Forget PLATFORM."""
    from submissions.lti import platforms

    with _record() as session:
        platforms.remove(session, platforms.by_id(session, platform))


@lti.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on. The one from before is published for two more days."""
    from submissions.lti import keys

    with _record() as session:
        click.echo(keys.rotate(session, Settings.from_environment(), datetime.now(UTC)))
