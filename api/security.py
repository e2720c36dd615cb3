"""What holds for every request, before any route: the Host it names, and the headers of the answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, answer

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Vary": "Accept-Language",
}
"""Nothing from elsewhere, no inline script, in nobody's frame; no cache gives a reader another's words."""


class Security:
    """Refuses requests that are not for us, and adds the security headers to every answer.

    The Host check stops DNS rebinding: a page on the internet that points its own name at this machine
    names that name, not ours. An IP address in the Host header cannot be rebound, so it is let through.

    Args:
        app: what comes next.
        hosts: names, in lower case, under which this service is reached.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
            await send(message)

        refused = self._refused(Headers(scope=scope))
        if refused is None:
            await self._app(scope, receive, send_with_headers)
        else:
            await answer(Request(scope), refused)(scope, receive, send_with_headers)

    def _refused(self, headers: Headers) -> Problem | None:
        host = headers.get("host", "")
        if not is_own_host(host, self._hosts):
            return Problem(421, _foreign(host), "foreign-host")
        return None


def is_own_host(header: str, hosts: Collection[str]) -> bool:
    """Tell whether a Host header names this service.

    >>> is_own_host("127.0.0.1:8321", ()), is_own_host("[::1]:8321", ()), is_own_host("evil.example", ())
    (True, True, False)
    """
    name = _host_name(header)
    return name in hosts or name == "localhost" or _is_address(name)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach *host*.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    bare = host.strip("[]").lower()
    return bare == "localhost" or (_is_address(bare) and ipaddress.ip_address(bare).is_loopback)


def _foreign(host: str) -> str:
    return f"this service is not reached as {host[:80]!r}; if that is its name, add it to http.allowed_hosts"


def _host_name(header: str) -> str:
    text = header.strip().lower()
    if text.startswith("["):
        name, _, port = text[1:].partition("]")
        return name if not port or port.startswith(":") else text
    return text.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _add_headers(message: MutableMapping[str, Any]) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
