"""What is a new measurement, where gateways also repeat what they last knew."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.freshness import Arrival, Freshness, LastHeard, sift
from ingest.known import NOTHING_KNOWN
from ingest.reading import Flag, Reading, Sample
from ingest.report import Report

NOW_MS = 1_781_410_205_000
MINUTE_MS = 60_000


class Step(NamedTuple):
    """A state that a bridge publishes *after_s*, with ``last_seen`` *seen_s*, and what is *new* in it."""

    after_s: int
    values: dict[str, float]
    new: str
    seen_s: int | None = None
    is_unrest: bool = False


def _report(step: Step) -> Report:
    seen_ms = None if step.seen_s is None else NOW_MS + step.seen_s * 1_000
    faults = {name: "no number" if math.isnan(value) else "" for name, value in step.values.items()}
    return Report(
        samples=tuple(
            Sample("dev", name, value, seen_ms, "bridge", faults[name]) for name, value in step.values.items()
        ),
        is_state=True,
    )


def _run(steps: list[Step]) -> list[str]:
    last: LastHeard | None = None
    told = []
    for step in steps:
        arrival = Arrival("zigbee2mqtt/dev", NOW_MS + step.after_s * 1_000, step.is_unrest)
        fresh, last = sift(last, _report(step), arrival)
        told.append(" ".join(sample.quantity for sample in fresh))
    return told


STATES = {
    "the first message of a device is new": [Step(0, {"t": 4, "h": 80}, "t h", 0)],
    "what changed is new, what did not is cached": [
        Step(0, {"t": 4, "h": 80}, "t h", 0),
        Step(60, {"t": 4.5, "h": 80}, "t", 60),
        Step(61, {"t": 4.5, "h": 81}, "h", 61),
    ],
    "the same again, of a later time, was measured again": [
        Step(0, {"t": 4, "h": 80}, "t h", 0),
        Step(60, {"t": 4, "h": 80}, "t h", 60),
    ],
    "the same of the same time was published again": [
        Step(0, {"t": 4, "h": 80}, "t h", 0),
        Step(4_000, {"t": 4, "h": 80}, "", 0),
    ],
    "a changed value is new, whatever the time says": [
        Step(0, {"t": 4, "h": 80}, "t h", 0),
        Step(1, {"t": 5, "h": 80}, "t", 0),
        Step(2, {"t": 6, "h": 80}, "t", -60),
    ],
    "without a time, the same within five minutes is a repeat": [
        Step(0, {"t": 4, "h": 80}, "t h"),
        Step(1, {"t": 4, "h": 80}, ""),
        Step(299, {"t": 4, "h": 80}, ""),
        Step(300, {"t": 4, "h": 80}, "t h"),
        Step(301, {"t": 4, "h": 80}, ""),
    ],
    "without a time, a start of the bridge repeats what was known": [
        Step(0, {"t": 4, "h": 80}, "t h"),
        Step(7_200, {"t": 4, "h": 80}, "", is_unrest=True),
        Step(7_260, {"t": 4, "h": 81}, "h", is_unrest=True),
        Step(7_500, {"t": 4, "h": 81}, ""),
        Step(7_600, {"t": 4, "h": 81}, "t h"),
    ],
    "with a time, a start of the bridge does not matter": [
        Step(0, {"t": 4}, "t", 0),
        Step(60, {"t": 4}, "t", 60, is_unrest=True),
    ],
    "beside others that change all the time, a steady one is confirmed after an hour": [
        Step(0, {"t": 1, "m": 31}, "t m", 0),
        Step(3_600, {"t": 2, "m": 31}, "t", 3_600),
        Step(3_601, {"t": 3, "m": 31}, "t m", 3_601),
        Step(3_602, {"t": 4, "m": 31}, "t", 3_602),
    ],
    "an old value is not confirmed while the bridge starts, nor by a time that stands still": [
        Step(0, {"t": 1, "m": 31}, "t m"),
        Step(7_200, {"t": 2, "m": 31}, "t", is_unrest=True),
        Step(7_400, {"t": 3, "m": 31}, "t m", 7_400),
        Step(14_400, {"t": 4, "m": 31}, "t", 7_400),
    ],
    "a fault is told once, and its end": [
        Step(0, {"t": 4}, "t", 0),
        Step(60, {"t": math.nan}, "t", 60),
        Step(61, {"t": math.nan}, "", 60),
        Step(120, {"t": 4}, "t", 120),
    ],
    "an attribute that was missing for a while is compared with what it was": [
        Step(0, {"t": 4, "h": 80}, "t h", 0),
        Step(60, {"t": 5}, "t", 60),
        Step(120, {"t": 6, "h": 80}, "t", 120),
    ],
    "a clock that was set back holds nothing up": [
        Step(0, {"t": 4}, "t", 0),
        Step(600, {"t": 4}, "t", -7_200),
        Step(660, {"t": 4}, "t", -7_140),
    ],
    "a time in the future is none": [
        Step(0, {"t": 4}, "t", 900_000),
        Step(600, {"t": 4}, "t", 600),
        Step(660, {"t": 4}, "t", 660),
    ],
    "zero is a value": [Step(0, {"t": 4}, "t", 0), Step(1, {"t": 0}, "t", 1), Step(1, {"t": 0}, "", 1)],
}


@pytest.mark.parametrize("name", STATES)
def test_state(name: str) -> None:
    """A cached attribute is not a new measurement; a measured one always is."""
    assert _run(STATES[name]) == [step.new for step in STATES[name]]


_steps = st.lists(
    st.tuples(
        st.integers(0, 7_200),
        st.dictionaries(st.sampled_from(["t", "h", "m"]), st.sampled_from([0.0, 1.0, 2.0, math.nan])),
        st.none() | st.integers(-7_200, 7_200),
        st.booleans(),
    ),
    max_size=20,
)


@given(_steps)
def test_no_changed_value_is_ever_lost(told: list[tuple[int, dict[str, float], int | None, bool]]) -> None:
    """Whatever times and starts there are, what was taken over is always what was last sent."""
    steps, after_s = [], 0
    for pause_s, values, seen_s, is_unrest in told:
        after_s += pause_s
        steps.append(Step(after_s, values, "", None if seen_s is None else after_s + seen_s, is_unrest))
    known: dict[str, str] = {}
    for step, new in zip(steps, _run(steps), strict=True):
        known.update({name: str(step.values[name]) for name in new.split()})
        assert all(known[name] == str(value) for name, value in step.values.items())


@given(st.integers(10, 3_600), st.booleans())
def test_steady_device_is_not_silent(interval_s: int, has_time: bool) -> None:  # noqa: FBT001 - drawn
    """A device that measures the same for ever is heard at its own pace, or every five minutes."""
    steps = [
        Step(number * interval_s, {"t": 4}, "", number * interval_s if has_time else None)
        for number in range(50)
    ]
    heard_s = [step.after_s for step, new in zip(steps, _run(steps), strict=True) if new]
    pauses_s = [later - earlier for earlier, later in pairwise(heard_s)]
    assert max(pauses_s) <= (interval_s if has_time else max(interval_s, 300 + interval_s))


def _overheard(value: float, rssi: float) -> Report:
    samples = (Sample("tag", "t", value), Sample("tag", "rssi_dbm", rssi))
    return Report(samples=samples, is_overheard=True)


def test_what_several_gateways_hear_counts_once() -> None:
    """The same values over another topic within ten seconds are one transmission, its signal included."""
    last: LastHeard | None = None
    told = []
    for topic, after_s, value, rssi in (
        ("a", 0, 4.0, -60.0),
        ("b", 1, 4.0, -80.0),  # the second gateway, farther away
        ("a", 2, 4.0, -61.0),  # the next transmission, with the same value
        ("b", 3, 4.1, -80.0),  # one that only the second gateway heard
        ("a", 4, 4.0, -60.0),
        ("b", 20, 4.0, -80.0),
    ):
        fresh, last = sift(last, _overheard(value, rssi), Arrival(topic, NOW_MS + after_s * 1_000))
        told.append(len(fresh))
    assert told == [2, 0, 2, 2, 2, 2]


def test_after_a_restart_the_store_knows_what_was_last() -> None:
    """The first state after our own start is compared with the newest stored values."""
    stored = (
        Reading("dev", "t", NOW_MS, 4.0, NOW_MS + 500),
        Reading("dev", "h", NOW_MS - MINUTE_MS, 80.0, NOW_MS - MINUTE_MS, int(Flag.NO_DEVICE_TIME)),
    )
    freshness = Freshness(lambda devices: stored if devices == ("dev",) else ())
    report = _report(Step(0, {"t": 4, "h": 81}, "", 0))
    pending: dict[str, LastHeard] = {}
    fresh = freshness.fresh(report, "zigbee2mqtt/dev", NOW_MS + 3_600_000, NOTHING_KNOWN, pending)
    assert [sample.quantity for sample in fresh] == ["h"]


def test_a_group_that_failed_is_judged_again_as_if_it_were_new() -> None:
    """What was not made durable has not been said."""
    freshness = Freshness()
    report = _report(Step(0, {"t": 4}, "", 0))
    assert freshness.fresh(report, "x", NOW_MS, NOTHING_KNOWN, {})
    pending: dict[str, LastHeard] = {}
    assert freshness.fresh(report, "x", NOW_MS, NOTHING_KNOWN, pending)
    assert not freshness.fresh(report, "x", NOW_MS, NOTHING_KNOWN, pending)
    freshness.keep(pending)
    assert not freshness.fresh(report, "x", NOW_MS, NOTHING_KNOWN, {})


class _Name(str):
    """A name that notes how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        type(self).compared += 1
        return str(self) == str(other)

    __hash__ = str.__hash__


def test_a_state_of_many_values_costs_no_more_for_each() -> None:
    """Twice as many values are twice the work; of one device only so many are remembered."""
    names = [_Name(f"field {number}") for number in range(2_000)]
    samples = tuple(Sample("dev", name, 4.0, NOW_MS) for name in names)
    report = Report(samples=samples, is_state=True)
    arrival = Arrival("zigbee2mqtt/dev", NOW_MS)
    fresh, last = sift(None, report, arrival)
    assert fresh == samples
    again, _ = sift(last, report, arrival)
    assert again == samples[:1_000]
    assert _Name.compared < 20 * len(names)
    assert len(last.values) == 1_000
