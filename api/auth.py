"""Who asks, and may they: tokens, session cookies, and requests that other sites cause.

Rules: a command needs a token, always. Reading needs one too, unless the service is only reachable from its
own machine, and no proxy there hands on what others ask. A browser carries the token in a cookie, so a
command that relies on it must come from our own pages: Fetch Metadata says so, and where a browser sends
none, the Origin must be ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from starlette.datastructures import Headers

from api.errors import NotAllowed, NotAuthenticated
from api.tokens import Principal

COOKIE = "coldframe_session"
SECURE_COOKIE = "__Host-coldframe_session"
"""Where the service is reached over HTTPS: browsers hold a cookie of this name to this very host."""

_OWN_SITES = frozenset({"same-origin", "none"})
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Holders(Protocol):
    """What tells whose a token is."""

    def holder(self, secret: str) -> Principal | None:
        """Return who holds *secret*; None where nobody does."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brought to show who it is."""

    secret: str
    from_cookie: bool


def credentials_of(headers: Headers, cookies: dict[str, str]) -> Credentials | None:
    """Return what a request brought; a header goes before a cookie."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        return Credentials(secret.strip(), from_cookie=False)
    cookie = cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)
    return Credentials(cookie, from_cookie=True) if cookie else None


def is_handed_on(headers: Headers) -> bool:
    """Tell whether a proxy says that it hands on what somebody else asks, who may be anywhere."""
    return any(name in headers for name in _OF_PROXIES)


def commander_of(
    credentials: Credentials | None, headers: Headers, scheme: str, holders: Holders
) -> Principal:
    """Return who commands; raises NotAuthenticated or NotAllowed."""
    principal = holders.holder(credentials.secret) if credentials else None
    if credentials is None or principal is None:
        raise NotAuthenticated(
            "commands need a token: send it as 'Authorization: Bearer …', or open the page through the link "
            "that carries it; `coldframe token --name NAME` makes one"
        )
    refuse_other_sites(headers, scheme, from_cookie=credentials.from_cookie)
    return principal


def refuse_other_sites(headers: Headers, scheme: str, *, from_cookie: bool) -> None:
    """Raise NotAllowed where another site made a browser send this command."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in _OWN_SITES:
        raise NotAllowed(f"commands are accepted from our own pages only, this one comes from a {site} page")
    if site is None and from_cookie and not _from_own_origin(headers, scheme):
        raise NotAllowed(
            "a command with a session cookie needs an Origin header that names this service, "
            f"saw {headers.get('origin', 'none')[:80]!r}"
        )


def _from_own_origin(headers: Headers, scheme: str) -> bool:
    host = headers.get("host", "")
    own = {f"{scheme}://{host}", f"https://{host}"}  # a proxy in front of us may end TLS
    return bool(host) and headers.get("origin", "").lower() in {origin.lower() for origin in own}
