"""The listening socket. The launcher binds it, so a taken port is known before anything is started, and a
web server that is restarted finds its visitors waiting."""

from __future__ import annotations

import errno
import socket

from worker.serve.errors import StartError

BACKLOG = 512


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port`.

    Raises:
        StartError: the port is taken, or the address is not of this machine.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartError(f"DOUT_HOST={host} is no address of this machine ({error.strerror}).") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(where)
    except OSError as error:
        listener.close()
        raise StartError(_reason(error, host, port)) from None
    listener.listen(BACKLOG)
    return listener


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"Port {port} is taken by another program: choose another one, such as PORT={other}."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the administrator: choose one above 1023, such as PORT=8000."
    return f"Dout cannot listen on {host}, port {port} ({error.strerror}): set DOUT_HOST and PORT."


def url(host: str, port: int) -> str:
    """The address as a browser takes it."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
