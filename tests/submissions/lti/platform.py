"""A real platform on loopback, with keys of its own: people sign in there, choose links, and get scores."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from submissions.lti import vocabulary as v

CLIENT, DEPLOYMENT, COURSE, LINK = "client-1", "deployment-1", "course-1", "link-1"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


@cache
def key_pair(name: str) -> RSAKey:
    """A pair of keys, made once in a session."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": name})


@dataclass
class Got:
    """One request to a service."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Platform:
    """`people` are claims by login hint; `answers` are statuses for scores, one after the other."""

    port: int = 0
    host: str = "127.0.0.1"
    tool: str = "http://127.0.0.1:8000"
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    message: dict[str, Any] = field(default_factory=dict)
    keys: list[RSAKey] = field(default_factory=lambda: [key_pair("platform")])
    signs: RSAKey | None = None
    got: list[Got] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    members: list[list[dict[str, Any]]] = field(default_factory=list)
    tool_keys: Callable[[], Any] = lambda: {"keys": []}
    during: Callable[[], None] = lambda: None
    issued: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def allowed(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def scores(self) -> list[Any]:
        """The scores that came, those that were refused, too."""
        return [got.json for got in self.got if urlsplit(got.path).path.endswith("/scores")]

    def knows(self, subject: str, *roles: str, **claims: Any) -> None:
        """Somebody has an account there, with these roles in the course."""
        self.people[subject] = {v.ROLES: [MEMBERSHIP + one for one in roles], "sub": subject, **claims}

    def claims(self, subject: str, nonce: str = "n", **more: Any) -> dict[str, Any]:
        """Of a launch of a link. What is None in `more` is left out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            v.MESSAGE_TYPE: v.RESOURCE_LINK,
            v.LTI_VERSION: v.VERSION,
            v.DEPLOYMENT: DEPLOYMENT,
            v.TARGET: f"{self.tool}/",
            v.LINK: {"id": LINK, "title": "Week 1"},
            v.CONTEXT: {"id": COURSE, "title": "Deep Learning"},
            v.SCORES: {
                "scope": [v.SCORE_SCOPE, v.LINEITEM_SCOPE],
                "lineitems": f"{self.url}/items?kind=1",
                "lineitem": f"{self.url}/items/1?kind=1",
            },
            v.MEMBERSHIPS: {"context_memberships_url": f"{self.url}/members", "service_versions": ["2.0"]},
            **self.people[subject],
            **self.message,
            **more,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, claims: dict[str, Any], key: RSAKey | None = None, **header: Any) -> str:
        """An ID token; the library for tokens would not write everything that a test wants."""
        key = key or self.signs or self.keys[-1]
        head = {"alg": "RS256", "kid": key.kid, "typ": "JWT", **header}
        return jws.serialize_compact(head, json.dumps(claims).encode(), key)

    def deep_link(self) -> None:
        """From now on people come to choose content."""
        self.message |= {
            v.MESSAGE_TYPE: v.DEEP_LINK,
            v.LINK: None,
            v.SETTINGS: {
                "deep_link_return_url": f"{self.url}/chosen",
                "accept_types": ["link", "ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "data": "what the platform wants back",
            },
        }

    def login_path(self, subject: str, target: str = "") -> str:
        """The way in, as the platform's page leads there."""
        given = {"iss": self.url, "login_hint": subject, "target_link_uri": target or f"{self.tool}/"}
        return "/lti/login?" + urlencode({**given, "client_id": CLIENT, "lti_message_hint": "hint"})

    def answer_to(self, address: str) -> dict[str, str]:
        """The form that its authorization endpoint gives, when the browser comes to this address."""
        answer = requests.get(address, timeout=10)
        assert answer.status_code == 200, answer.text
        found = dict(re.findall(r'name="(\w+)" value="([^"]*)"', answer.text))
        return {name: unescape(value) for name, value in found.items()}


class _Handler(BaseHTTPRequestHandler):
    platform: Platform

    def do_GET(self) -> None:
        self._do()

    def do_POST(self) -> None:
        self._do()

    def log_message(self, *_: Any) -> None:
        pass

    def _do(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.platform.got.append(Got(self.command, self.path, headers, body))
        path = urlsplit(self.path).path
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if path in self.platform.pages:
            self._give(200, self.platform.pages[path], "text/html; charset=utf-8")
        elif path == "/jwks":
            self._json(200, KeySet(list(self.platform.keys)).as_dict(private=False))
        elif path == "/auth":
            self._authorize(query)
        elif path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body.decode()).items()})
        elif path == "/configuration":
            self._json(200, self._configuration())
        elif path == "/register":
            self._json(201, {"client_id": "made-here", v.TOOL: {"deployment_id": "d-made"}})
        elif headers.get("authorization", "")[7:] not in self.platform.issued:
            self._json(401, {})
        else:
            self._service(path, query, body)

    def _authorize(self, query: dict[str, str]) -> None:
        assert query["response_mode"] == "form_post"
        token = self.platform.signed(self.platform.claims(query["login_hint"], query["nonce"]))
        fields = {"state": query["state"], "id_token": token}
        inputs = "".join(f'<input type="hidden" name="{k}" value="{escape(w)}">' for k, w in fields.items())
        form = f'<form id="f" method="post" action="{escape(query["redirect_uri"])}">{inputs}</form>'
        script = '<script>document.getElementById("f").submit()</script>'
        self._give(200, form + script, "text/html; charset=utf-8")

    def _token(self, form: dict[str, str]) -> None:
        try:
            keys = KeySet.import_key_set(self.platform.tool_keys())
            claims = jwt.decode(form["client_assertion"], keys, algorithms=["RS256"]).claims
        except (JoseError, KeyError):
            return self._json(400, {"error": "invalid_client"})
        right = claims["iss"] == claims["sub"] == CLIENT and claims["aud"] == f"{self.platform.url}/token"
        if not right or form["grant_type"] != "client_credentials" or claims["exp"] < time.time():
            return self._json(400, {"error": "invalid_client"})
        self.platform.issued.append(f"token-{len(self.platform.got)}")
        return self._json(200, {"access_token": self.platform.issued[-1], "expires_in": 3600})

    def _service(self, path: str, query: dict[str, str], body: bytes) -> None:
        if path.endswith("/scores"):
            self.platform.during()
            self._json(self.platform.answers.pop(0) if self.platform.answers else 200, {})
        elif path == "/items" and self.command == "POST":
            made = {**json.loads(body), "id": f"{self.platform.url}/items/{len(self.platform.items) + 1}"}
            self.platform.items.append(made)
            self._json(201, made)
        elif path == "/items":
            self._json(200, self.platform.items)
        elif path == "/members":
            page = int(query.get("page", 0))
            more = page + 1 < len(self.platform.members)
            link = {"link": f'<{self.platform.url}/members?page={page + 1}>; rel="next"'} if more else {}
            self._json(200, {"id": "m", "members": self.platform.members[page]}, **link)
        else:
            self._json(404, {})

    def _configuration(self) -> dict[str, Any]:
        url = self.platform.url
        return {
            "issuer": url,
            "authorization_endpoint": f"{url}/auth",
            "token_endpoint": f"{url}/token",
            "jwks_uri": f"{url}/jwks",
            "registration_endpoint": f"{url}/register",
            v.PLATFORM: {"product_family_code": "moodle"},
        }

    def _json(self, status: int, content: Any, **headers: str) -> None:
        self._give(status, json.dumps(content), "application/json", **headers)

    def _give(self, status: int, text: str, kind: str, **headers: str) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Platform]:
    platform = Platform()
    server = _Quiet(("127.0.0.1", 0), type("Handler", (_Handler,), {"platform": platform}))
    platform.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield platform
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
