"""`dout login` and `dout logout`: a token of the account page, kept for `dout submit`."""

from __future__ import annotations

import sys
from typing import NoReturn

import click

USAGE, OURS = 2, 3


@click.command()
@click.argument("url")
def login(url: str) -> None:
    """Sign in at a Dout service, for `dout submit`.

    Asks for a token, which you make on the page of your account there, and tries it. It is kept in the
    system's keyring, or else in a file that only you can read.
    """
    from worker.login import Login, LoginError, address, keep, pasted
    from worker.service_client import Client, NoAnswerError, RefusedError

    try:
        found = address(url)
        if sys.stdin.isatty():
            click.echo(f"Make a token on {found}/account, and paste it here. Nothing is shown as you type.")
            token = click.prompt("Token", hide_input=True)
        else:
            token = sys.stdin.readline()
        signed_in = Login(found, pasted(token))
        count = len(Client(signed_in).assignments())
        where = keep(signed_in)
    except (LoginError, RefusedError) as error:
        _end(USAGE, str(error))
    except NoAnswerError as error:
        _end(OURS, str(error))
    except OSError as error:
        _end(OURS, f"The token cannot be kept: {error.strerror}: {error.filename}")
    shown = "1 assignment is" if count == 1 else f"{count} assignments are"
    click.echo(f"You are signed in: {shown} open to you. The token is in {where}.")


@click.command()
def logout() -> None:
    """Forget the token. Revoke it on the page of your account, too, if somebody else may have it."""
    from worker.login import forget

    click.echo("The token is forgotten." if forget() else "You were not signed in.")


def _end(status: int, message: str) -> NoReturn:
    from worker.check.plain import plain

    click.echo(f"dout: {plain(' '.join(message.split()))}", err=True)
    sys.exit(status)
