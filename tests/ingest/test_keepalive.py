"""What gateways have to be sent again and again."""

from __future__ import annotations

from ingest.formats.victron import FULL_PERIOD_S, KEEPALIVE_PERIOD_S, decode, keepalives
from ingest.freshness import Freshness, LastHeard
from ingest.keepalive import KeepAlives
from ingest.known import NOTHING_KNOWN

TOPIC = "N/c0619ab4a585/temperature/24/Temperature"
NOW_MS = 1_781_410_205_000


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


def test_a_steady_sensor_is_not_taken_for_silent() -> None:
    """What is asked for counts as measured again; what others make Venus OS repeat in between does not."""
    freshness = Freshness()
    counted = []
    for after_s in (0.0, KEEPALIVE_PERIOD_S, FULL_PERIOD_S, 2 * FULL_PERIOD_S):
        at_ms = NOW_MS + int(after_s * 1_000)
        told: dict[str, LastHeard] = {}
        report = decode(TOPIC, b'{"value": 4}', at_ms)
        counted.append(len(freshness.fresh(report, TOPIC, at_ms, NOTHING_KNOWN, told)))
        freshness.keep(told)
    assert counted == [1, 0, 1, 1]
