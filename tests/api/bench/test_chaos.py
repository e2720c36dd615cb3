"""The chaos bench: drawn from its seed, and a judge that sees what it should."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest

from alerts.alert import Alert, AlertState, Facts, Severity
from alerts.cause import Cause
from api.bench.chaos.plan import EXCURSION_S, Blow, Blows, Excursion, excursions
from api.bench.chaos.verdict import Life, of_alerts, of_counters, of_quarantine, of_readings
from ingest.counters import NAMES

START_MS = 1_781_410_200_000
KEYS = [("a", 1), ("a", 2), ("b", 1)]
PUBLISHED = {key: float(number) for number, key in enumerate(KEYS)}


def _events(seed: int, possible: tuple[Blow, ...]) -> list[tuple[Blow, float]]:
    blows = Blows(seed, possible)
    return [(one.blow, one.after_s) for one in islice(iter(blows.next, None), 200)]


def test_the_same_seed_draws_the_same_chaos() -> None:
    """A run can be had again; another seed draws another, and every possible blow falls."""
    assert _events(1, tuple(Blow)) == _events(1, tuple(Blow)) != _events(2, tuple(Blow))
    assert {blow for blow, _ in _events(1, tuple(Blow))} == set(Blow)
    assert {blow for blow, _ in _events(1, (Blow.KILL,))} == {Blow.KILL}


def test_excursions_of_a_room_keep_apart_and_are_over_in_time() -> None:
    """Between two of a room there is time for the first to be over, and none begins too late."""
    planned = excursions(7, 600.0, 3)
    assert len(planned) > 10
    for room in range(3):
        of_room = [one for one in planned if one.room == room]
        for earlier, later in pairwise(of_room):
            assert later.start_s - earlier.end_s >= EXCURSION_S
    assert max(one.end_s for one in planned) <= 580.0


@pytest.mark.parametrize(
    ("stored", "broken"),
    [
        ([], "every acknowledged reading is stored"),
        ([*PUBLISHED.items(), (KEYS[0], 0.0)], "none is stored twice"),
        ([*PUBLISHED.items(), (("z", 9), 0.0)], "none is stored that nobody sent"),
        ([*list(PUBLISHED.items())[:2], (KEYS[2], 7.0)], "each has its own value"),
    ],
)
def test_each_way_of_losing_or_inventing_is_seen(
    stored: list[tuple[tuple[str, int], float]], broken: str
) -> None:
    """A lost, a doubled, an invented and a changed reading each break their own promise, and no other."""
    verdicts = of_readings(PUBLISHED, frozenset(KEYS), stored)
    assert [one.promise for one in verdicts if not one.held] == [broken]
    assert "wrong, such as" in next(one.line() for one in verdicts if not one.held)


def test_what_was_never_acknowledged_may_be_missing_or_there() -> None:
    """Only what the broker acknowledged is promised."""
    for stored in ([(KEYS[0], 0.0)], list(PUBLISHED.items())):
        verdicts = of_readings(PUBLISHED, frozenset(KEYS[:1]), stored)
        assert not any(not one.held for one in verdicts)


def _alert(room: int, raised_s: float, state: AlertState = AlertState.RESOLVED) -> Alert:
    raised_ms = START_MS + int(raised_s * 1_000)
    return Alert(
        id=f"{room}-{raised_s}",
        place_id=f"room-{room:02d}",
        cause=Cause.TOO_WARM,
        severity=Severity.WATCH,
        state=state,
        started_at_ms=raised_ms - 6_000,
        raised_at_ms=raised_ms,
        ended_at_ms=None,
        updated_at_ms=raised_ms,
        found_late=False,
        facts=Facts(),
    )


@pytest.mark.parametrize(
    ("alerts", "held"),
    [
        ([_alert(0, 16.0), _alert(1, 56.0)], True),
        ([_alert(0, 16.0), _alert(1, 56.0), _alert(0, 20.0, AlertState.WITHDRAWN)], True),
        ([_alert(0, 16.0)], False),
        ([_alert(0, 16.0), _alert(0, 20.0), _alert(1, 56.0)], False),
        ([_alert(0, 16.0), _alert(1, 56.0), _alert(1, 200.0)], False),
    ],
)
def test_every_excursion_has_one_alert_and_there_are_no_others(alerts: list[Alert], held: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """A missing, a second and a stray alert each break the promise; a withdrawn one counts for nothing."""
    planned = [Excursion(0, 10.0, 35.0), Excursion(1, 50.0, 75.0)]
    assert of_alerts(planned, alerts, START_MS).held is held


def test_a_refused_reading_breaks_the_promise() -> None:
    """All that the gateways sent was good."""
    assert of_quarantine(0).held
    assert not of_quarantine(1).held


_COUNTS = dict.fromkeys(NAMES, 0) | {
    "received_messages": 9,
    "accepted_messages": 7,
    "repeated_messages": 2,
    "accepted_readings": 7,
    "stored_readings": 8,
    "repeated_readings": 2,
    "evaluated_readings": 7,
}
_WAITING = {"store": 3, "alerts": 0}


def test_counters_add_up_with_what_had_waited() -> None:
    """What came in, and what a life before had left, is what became of it, for the store and for alerts."""
    assert of_counters(Life(_WAITING, _COUNTS)).held
    assert not of_counters(Life(_WAITING, {})).held, "a service that does not tell proves nothing"


@pytest.mark.parametrize(
    "name",
    ["received_messages", "repeated_messages", "accepted_readings", "refused_readings", "evaluated_readings"],
)
def test_one_that_is_counted_twice_is_seen(name: str) -> None:
    """Each count is held against others."""
    verdict = of_counters(Life(_WAITING, {**_COUNTS, name: _COUNTS[name] + 1}))
    assert not verdict.held
    assert "accounted for" in verdict.detail
