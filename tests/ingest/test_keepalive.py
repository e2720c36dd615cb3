"""What gateways have to be sent again and again."""

from __future__ import annotations

from ingest.formats.victron import FULL_PERIOD_S, KEEPALIVE_PERIOD_S, keepalives
from ingest.keepalive import KeepAlives


def test_everything_is_asked_for_first_then_only_to_go_on() -> None:
    """At a connection all values are asked for; half a minute later only that publishing goes on."""
    alive = KeepAlives(keepalives("c0619ab4a585"))
    first = alive.due(100.0)
    assert [request.payload == b"" for request in first] == [True, False]
    assert alive.due(100.0 + KEEPALIVE_PERIOD_S - 1) == ()
    (again,) = alive.due(100.0 + KEEPALIVE_PERIOD_S)
    assert again == first[1]
    assert alive.due(100.0 + FULL_PERIOD_S) == first


def test_a_new_connection_starts_again() -> None:
    """After a connection was lost, all values are asked for at once."""
    alive = KeepAlives(keepalives("c0619ab4a585"))
    first = alive.due(100.0)
    alive.start_again()
    assert alive.due(101.0) == first


def test_venus_os_never_waits_for_its_minute() -> None:
    """A keep-alive comes well before the minute after which Venus OS falls silent."""
    assert 2 * KEEPALIVE_PERIOD_S <= 60
