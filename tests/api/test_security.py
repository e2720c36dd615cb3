"""Which hosts are ours, and what stays on this machine."""

from __future__ import annotations

import pytest

from api.security import is_loopback, is_own_host

HOSTS = frozenset({"farm.example"})


@pytest.mark.parametrize(
    "header",
    [
        "farm.example",
        "FARM.example:443",
        "farm.example.",
        "localhost:8321",
        "127.0.0.1:8321",
        "192.168.1.5",
        "[::1]:8321",
        "[fe80::1]",
    ],
)
def test_own_hosts_are_let_in(header: str) -> None:
    """Names that were given, localhost and plain addresses name this service."""
    assert is_own_host(header, HOSTS)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "evil.example",
        "farm.example.evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil",
        "@:",
        "1.2.3",
        "[::1].evil.example",
    ],
)
def test_foreign_hosts_are_kept_out(header: str) -> None:
    """Any other name may be somebody else's that was pointed here."""
    assert not is_own_host(header, HOSTS)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_loopback_is_this_machine(host: str) -> None:
    """Loopback addresses reach nobody else."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["::", "192.168.1.5", "farm.example", "127.0.0.1.evil.example", ""])
def test_everything_else_is_not(host: str) -> None:
    """Other addresses, and names that only look like it, may be reached by others."""
    assert not is_loopback(host)
