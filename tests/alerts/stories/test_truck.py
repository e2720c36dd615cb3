"""A truck with waxberry whose compressor fails: what it costs, what is left, when it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

import pytest

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from ingest.clock import MS_PER_HOUR
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, steady

FAILED_MS, REPAIRED_MS = at("06:00"), at("12:00")


def failing(moment_ms: int) -> float:
    """Air of a cargo space whose unit fails at 06:00 and is mended at 12:00 [°C]."""
    if moment_ms < FAILED_MS:
        return 1.0
    warm_h = (min(moment_ms, REPAIRED_MS) - FAILED_MS) / MS_PER_HOUR
    warmest = 1.0 + 21.0 * (1.0 - exp(-warm_h / 3.0))
    if moment_ms < REPAIRED_MS:
        return warmest
    return 1.0 + (warmest - 1.0) * exp(-(moment_ms - REPAIRED_MS) / MS_PER_HOUR / 0.4)


def loaded(farm: Timeline) -> Timeline:
    """Let the truck drive with a lot since midnight."""
    farm.stores("L30", "truck-7", at("00:00"), 1.0)
    farm.plays("truck-air", "air_temperature_c", failing)
    return farm


@pytest.fixture(scope="module")
def failure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    """Return a farm after the whole story: it fails at 06:00, Ana goes at 08:00, it is mended at 12:00."""
    farm = loaded(Timeline(tmp_path_factory.mktemp("truck")))
    farm.until(at("08:00"))
    (alert,) = farm.alerts()
    farm.parts.alerts.ledger.acknowledge(alert.id, "Ana", "on my way", farm.clock.now_ms())
    farm.until(at("15:00"))
    yield farm
    farm.parts.close()


def test_a_failing_compressor_is_told_in_hours_of_shelf_life(failure: Timeline) -> None:
    """The first message says what it cost, what is left, what to do and when it would be too late."""
    raised = failure.want(EventKind.RAISED, "Truck 7", at("06:20"), at("07:30"))
    assert "Truck 7 (Waxberry): goods " in raised.short
    for words in ("shelf life used", "left", "Call driver", "Too late about"):
        assert words in raised.short, raised.short


def test_a_failure_is_one_alert_from_the_first_message_to_the_last(failure: Timeline) -> None:
    """Goods and air of one place, for whatever reason too warm, are one alert with all its events."""
    (alert,) = failure.alerts()
    assert (alert.cause, alert.state) == (Cause.TOO_WARM, AlertState.RESOLVED)
    kinds = [event.kind for event in failure.parts.alerts.ledger.events_of(alert.id)]
    assert (kinds[0], kinds[-1]) == (EventKind.RAISED, EventKind.RESOLVED)
    assert {EventKind.ACKNOWLEDGED, EventKind.ESCALATED, EventKind.GREW} <= set(kinds)


def test_people_hear_who_goes(failure: Timeline) -> None:
    """Within a minute of Ana's word all who were called know that they may stay."""
    taken = failure.want(EventKind.ACKNOWLEDGED, "Truck 7", at("08:00"), at("08:02"))
    assert taken.short.startswith("TAKEN Truck 7 (Waxberry): Ana is on it since 08:00.")


def test_a_growing_failure_does_not_nag(failure: Timeline) -> None:
    """Six hours of failure are a handful of messages, each of which says something new."""
    assert 4 <= len(failure.told()) <= 10, failure.heard()
    assert len({notice.short for notice in failure.told()}) == len(failure.told())
    assert len({notice.key for notice in failure.told()}) == len(failure.told())


def test_the_end_tells_duration_peak_and_the_whole_cost(failure: Timeline) -> None:
    """The clear has how long it was, how far it went, what it cost; warm goods are not told as cold ones."""
    resolved = failure.want(EventKind.RESOLVED, "Truck 7", at("12:30"), at("15:00"))
    assert failure.told()[-1] == resolved
    for words in ("on the way back", "Trouble lasted 6h", "max 17.", "shelf life used", "days left"):
        assert words in resolved.short, resolved.short
    (alert,) = failure.alerts()
    assert alert.acknowledged_by == "Ana"
    assert alert.facts.life_lost_h is not None
    assert alert.facts.life_lost_h > 3.0


def test_what_is_learned_late_and_over_pages_nobody_and_is_charged(farm: Timeline) -> None:
    """An excursion that was over before its readings came is on record, at its cost, without a call."""
    farm.stores("L30", "truck-7", at("00:00"), 1.0)
    farm.plays("truck-air", "air_temperature_c", steady(1.0))
    farm.until(at("05:50"))
    farm.plays("truck-air", "air_temperature_c", lambda _moment_ms: None)
    farm.until(at("15:00"))
    before = len(farm.told())
    farm.backfill("truck-air", "air_temperature_c", failing, at("05:52"), at("15:00"))
    farm.plays("truck-air", "air_temperature_c", failing)
    farm.until(at("16:00"))
    assert not [notice for notice in farm.told()[before:] if notice.kind is EventKind.RAISED], farm.heard()
    (late,) = [alert for alert in farm.alerts() if alert.cause is Cause.TOO_WARM]
    assert late.state is AlertState.RESOLVED
    assert late.found_late
    assert (late.facts.life_lost_h or 0.0) > 3.0
    kinds = [event.kind for event in farm.parts.alerts.ledger.events_of(late.id)]
    assert kinds == [EventKind.FOUND_LATE]


def test_what_is_learned_late_and_lasts_is_told(farm: Timeline) -> None:
    """When the gateway comes back and the failure still lasts, people are called, although it is late."""
    farm.stores("L30", "truck-7", at("00:00"), 1.0)
    farm.plays("truck-air", "air_temperature_c", lambda moment_ms: None if moment_ms > at("05:50") else 1.0)
    farm.until(at("10:00"))
    farm.backfill("truck-air", "air_temperature_c", failing, at("05:52"), at("10:00"))
    farm.plays("truck-air", "air_temperature_c", failing)
    farm.until(at("10:10"))
    late = [notice for notice in farm.told() if "too warm" in notice.title]
    assert late, farm.heard()
    assert late[0].kind is EventKind.RAISED
    assert late[0].created_at_ms <= at("10:04")


def test_a_lot_that_is_entered_late_pays_the_same(farm: Timeline) -> None:
    """Whether a lot was in the book at once or only hours later, the same air costs it the same."""
    loaded(farm).until(at("09:00"))
    farm.stores("L31", "truck-7", at("00:00"), 1.0)
    farm.until(at("09:04"))
    journeys = farm.parts.alerts.ledger.journeys()
    assert journeys["L30"].state.life_used == pytest.approx(journeys["L31"].state.life_used, abs=1e-12)
    assert {alert.lot_ids for alert in farm.alerts()} == {("L30", "L31")}


def test_a_past_that_arrives_in_pieces_wakes_nobody(farm: Timeline) -> None:
    """While a gateway delivers its past piece by piece, no piece calls people."""
    farm.stores("L30", "truck-7", at("00:00"), 1.0)
    farm.until(at("15:50"))
    for start, end in (("00:02", "08:00"), ("08:00", "11:00"), ("11:00", "15:50")):
        farm.backfill("truck-air", "air_temperature_c", failing, at(start), at(end))
        farm.work()
    farm.plays("truck-air", "air_temperature_c", failing)
    farm.until(at("17:00"))
    farm.want_silence()
    (late,) = farm.alerts()
    assert late.state is AlertState.RESOLVED
    assert late.found_late


def test_a_past_that_stops_in_the_middle_of_a_failure_is_told_after_a_while(farm: Timeline) -> None:
    """When nothing newer comes for five minutes, people are called on what is known, with its age."""
    farm.stores("L30", "truck-7", at("00:00"), 1.0)
    farm.until(at("15:00"))
    farm.backfill("truck-air", "air_temperature_c", failing, at("00:02"), at("10:00"))
    farm.until(at("15:04"))
    assert not [notice for notice in farm.told() if "too warm" in notice.title], farm.heard()
    farm.until(at("15:10"))
    (notice,) = [notice for notice in farm.told() if "too warm" in notice.title]
    assert notice.kind is EventKind.RAISED
    assert "ago" in notice.short
