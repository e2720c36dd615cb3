"""How wrong clocks are, put on record beside the readings that they were told with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.assess import FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, ManualClock
from ingest.clock_errors import ClockErrors, ToldError
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.health import DeviceHealth
from ingest.judging import Judge
from ingest.message import Message
from ingest.quantity import CLOCK_ERROR
from ingest.reading import Reading, Sample
from tests.ingest.edge import open_edge

NOW_MS = 1_781_410_200_000


class Desk:
    """A judge of one device behind a gateway, whose messages come one by one and become durable."""

    def __init__(self, errors: ClockErrors | None = None) -> None:
        self.errors = errors or ClockErrors()
        self.judge = Judge(ClockWatch(), errors=self.errors)

    def told(
        self, at_ms: int, observed_at_ms: int | None, sent_at_ms: int | None = None, *, durable: bool = True
    ) -> list[Reading]:
        """Return what a message that comes at *at_ms* puts on record of clocks."""
        samples = (Sample("probe~1", "air_temperature_c", 4.0, observed_at_ms, "gw"),)
        readings, _ = self.judge.judged(samples, sent_at_ms, at_ms)
        pending: dict[str, ToldError] = {}
        found = self.judge.of_clocks(samples, readings, sent_at_ms, at_ms, pending)
        if durable:
            self.judge.keep(pending)
        return found


def _errors_s(found: Sequence[Reading]) -> dict[str, float]:
    assert {one.quantity for one in found} <= {CLOCK_ERROR}
    return {one.device: one.value for one in found}


@pytest.mark.parametrize(
    ("claimed_ms", "error_s"), [(7_000, 7 - NOW_MS / 1_000), (NOW_MS + MS_PER_HOUR, 3_600)]
)
def test_a_device_whose_time_cannot_be_true_is_on_record_with_its_error(
    claimed_ms: int, error_s: float
) -> None:
    """Never set or ahead: its error stands under the device itself, at the instant of its readings."""
    (found,) = Desk().told(NOW_MS, claimed_ms)
    assert found == Reading("probe", CLOCK_ERROR, NOW_MS, error_s, NOW_MS)


@pytest.mark.parametrize("claimed_ms", [None, NOW_MS, NOW_MS - 9 * MS_PER_HOUR, NOW_MS + 5 * MS_PER_MINUTE])
def test_a_clock_that_was_never_wrong_leaves_nothing(claimed_ms: int | None) -> None:
    """No time, a right one, one that comes late and one within what clocks are off: no reading is added."""
    assert Desk().told(NOW_MS, claimed_ms, NOW_MS - 4_000) == []


def test_a_wrong_clock_is_told_every_ten_minutes_and_when_it_moves() -> None:
    """An error that stays costs six readings an hour, however often the device speaks."""
    desk = Desk()
    at = [NOW_MS + number * MS_PER_MINUTE for number in range(60)]
    told = [number for number, at_ms in enumerate(at) if desk.told(at_ms, at_ms + MS_PER_HOUR)]
    assert told == [0, 10, 20, 30, 40, 50]
    (moved,) = desk.told(at[-1] + 1_000, at[-1] + 2 * MS_PER_HOUR)
    assert moved.value == pytest.approx(7_199)


def test_a_clock_that_is_right_again_is_followed_for_hours_and_then_forgotten() -> None:
    """Whoever waits for half an hour of right times must see them; afterwards nothing is added any more."""
    desk = Desk()
    desk.told(NOW_MS, NOW_MS + MS_PER_HOUR)
    at = [NOW_MS + number * 5 * MS_PER_MINUTE for number in range(1, 80)]
    told = [(at_ms - NOW_MS) // MS_PER_MINUTE for at_ms in at if desk.told(at_ms, at_ms)]
    assert told[:3] == [5, 15, 25]
    assert told[-1] == 245
    assert not desk.errors.told


def test_one_wrong_gateway_is_one_clock_and_not_one_of_each_device() -> None:
    """A gateway that says when it sent is at fault itself: ahead at once, behind when that is proven."""
    ahead = Desk().told(NOW_MS, NOW_MS + MS_PER_HOUR, NOW_MS + MS_PER_HOUR)
    assert _errors_s(ahead) == {"gw": 3_600}
    unset = Desk().told(NOW_MS, 7_000, FIRST_CREDIBLE_MS - 1)
    assert set(_errors_s(unset)) == {"gw"}
    desk = Desk()
    told = [
        _errors_s(desk.told(at_ms, at_ms - MS_PER_HOUR, at_ms - MS_PER_HOUR))
        for at_ms in range(NOW_MS, NOW_MS + 6 * MS_PER_MINUTE, MS_PER_MINUTE)
    ]
    assert told == [{}, {}, {}, {}, {"gw": -3_600}, {}]
    right = desk.told(NOW_MS + MS_PER_HOUR, NOW_MS + MS_PER_HOUR, NOW_MS + MS_PER_HOUR - 2_000)
    assert _errors_s(right) == {"gw": -2}


def test_what_is_not_durable_is_told_again() -> None:
    """A group that the journal did not take is offered again: the end of an error is not lost by that."""
    desk = Desk()
    desk.told(NOW_MS, NOW_MS + MS_PER_HOUR)
    later_ms = NOW_MS + MS_PER_MINUTE
    first = desk.told(later_ms, later_ms, durable=False)
    assert first == desk.told(later_ms, later_ms) != []


def test_it_is_told_after_a_restart_that_a_clock_is_right_again(tmp_path: Path) -> None:
    """What was told last outlives the process, and as much of it as there is room for."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    errors = ClockErrors(most=1)
    health = DeviceHealth(database, FrameCounters(), errors=errors)
    errors.keep({"old": ToldError(MS_PER_HOUR, NOW_MS - 1), "probe": ToldError(MS_PER_HOUR, NOW_MS)})
    health.flush()
    again = ClockErrors()
    DeviceHealth(database, FrameCounters(), errors=again)
    assert (list(again.told), again.changed) == (["probe"], set())
    (right,) = Desk(again).told(NOW_MS + MS_PER_MINUTE, NOW_MS + MS_PER_MINUTE)
    assert right.value == 0.0
    database.close()


def test_a_clock_is_known_of_its_device_and_makes_no_device_of_a_gateway(tmp_path: Path) -> None:
    """A device that tells something besides has one more quantity; a gateway stays what it is."""
    edge = open_edge(tmp_path, ManualClock(NOW_MS))
    for device, sent in (("own", ""), ("led", ', "sent_at": 7000')):
        payload = f'{{"observed_at": 7000, "air_temperature_c": 4.5{sent}}}'.encode()
        edge.accept(Message(f"coldframe/v1/gw/{device}", payload, 1, 0, dup=False, retain=False))
    told = {device.id: set(device.quantities) for device in edge.registry.devices()}
    assert told == {"own": {"air_temperature_c", CLOCK_ERROR}, "led": {"air_temperature_c"}}
    assert [one.device for one in edge.readings() if one.quantity == CLOCK_ERROR] == ["own", "gw"]
    edge.close()
