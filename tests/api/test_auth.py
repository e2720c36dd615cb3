"""Who may command, and what other sites may make a browser do."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from api.auth import COOKIE, SECURE_COOKIE, Credentials, commander_of, credentials_of
from api.errors import NotAllowed, NotAuthenticated
from api.tokens import Principal

GOOD = "cf_good"


class OneHolder:
    """Knows one token."""

    def holder(self, secret: str) -> Principal | None:
        """Return the holder of the one token."""
        return Principal("ana") if secret == GOOD else None


def _commander(headers: dict[str, str], *, from_cookie: bool, secret: str = GOOD) -> Principal:
    return commander_of(Credentials(secret, from_cookie), Headers(headers), "http", OneHolder())


def test_credentials_prefer_the_header() -> None:
    """A token in the Authorization header goes before one in a cookie."""
    found = credentials_of(Headers({"authorization": "Bearer cf_a"}), {COOKIE: "cf_b"})
    assert found == Credentials("cf_a", from_cookie=False)


@pytest.mark.parametrize("name", [COOKIE, SECURE_COOKIE])
def test_credentials_are_found_in_either_cookie(name: str) -> None:
    """The session cookie counts under its name for HTTP and under the one for HTTPS."""
    assert credentials_of(Headers({}), {name: "cf_b"}) == Credentials("cf_b", from_cookie=True)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer  ", "Basic YTpi", "cf_good"])
def test_credentials_that_are_none(header: str) -> None:
    """Whatever is not a bearer token is no token."""
    assert credentials_of(Headers({"authorization": header}), {}) is None


def test_nobody_commands_without_a_token() -> None:
    """A command without a token is refused as not authenticated."""
    with pytest.raises(NotAuthenticated, match="need a token"):
        commander_of(None, Headers({}), "http", OneHolder())


def test_a_wrong_token_is_none() -> None:
    """A token that is not known is refused as if there were none."""
    with pytest.raises(NotAuthenticated):
        _commander({}, from_cookie=False, secret=GOOD + "x")


def test_a_program_commands_with_its_token() -> None:
    """A bearer token is enough where no browser is involved."""
    assert _commander({}, from_cookie=False).name == "ana"


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_commands_with_the_cookie(site: str) -> None:
    """A browser that says that the request comes from our own page may command with its cookie."""
    assert _commander({"sec-fetch-site": site}, from_cookie=True).name == "ana"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything-else"])
@pytest.mark.parametrize("from_cookie", [True, False])
def test_other_sites_do_not_command(site: str, *, from_cookie: bool) -> None:
    """A request that another site caused is refused, whatever token it carries."""
    headers = {"sec-fetch-site": site, "origin": "http://farm:8321", "host": "farm:8321"}
    with pytest.raises(NotAllowed, match="own pages"):
        _commander(headers, from_cookie=from_cookie)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "farm:8321"},
        {"host": "farm:8321", "origin": "http://evil.example"},
        {"host": "farm:8321", "origin": "null"},
        {"host": "farm:8321", "origin": "http://farm:9999"},
        {"origin": "http://"},
    ],
)
def test_a_cookie_without_fetch_metadata_needs_our_origin(headers: dict[str, str]) -> None:
    """Where a browser sends no Sec-Fetch-Site, a cookie counts only with an Origin that is ours."""
    with pytest.raises(NotAllowed, match="Origin"):
        _commander(headers, from_cookie=True)


@pytest.mark.parametrize("origin", ["http://farm:8321", "https://farm:8321"])
def test_a_cookie_with_our_origin_commands(origin: str) -> None:
    """The Origin may say https where a proxy in front of the service ends TLS."""
    assert _commander({"host": "farm:8321", "origin": origin}, from_cookie=True).name == "ana"
