"""What goes wrong between the truth and the broker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from simulators.faults import (
    LEAPING_SHARE,
    ClockSkew,
    Drift,
    Leaps,
    Line,
    LostReports,
    SensorFault,
    Silence,
    Stuck,
    after_faults,
)
from simulators.gateways import Encoder, Publication
from simulators.gateways.own_json import OwnJsonGateway
from simulators.sensors import Sampled
from simulators.windows import Window

WINDOW = Window(100.0, 200.0)


def _sample(at_s: float, value: float = 5.0, device: str = "a") -> Sampled:
    return Sampled(device, at_s, (("air_temperature_c", value),))


def _line(*outages: Window, duplicated: float = 0.0, swapped: float = 0.0) -> Line:
    return Line(
        OwnJsonGateway("gw", 0, group=3),
        outages,
        np.random.default_rng(1),
        duplicated_share=duplicated,
        swapped_share=swapped,
    )


def _lengths(publications: list[Publication]) -> list[int]:
    contents = [json.loads(publication.payload) for publication in publications]
    return [len(content) if isinstance(content, list) else 1 for content in contents]


def _rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    "fault",
    [
        Silence(WINDOW),
        Stuck(WINDOW),
        Drift(WINDOW, "air_temperature_c", 3.6),
        ClockSkew(WINDOW, 9.0),
        LostReports(WINDOW, 1.0, _rng()),
        Leaps(WINDOW, "air_temperature_c", 9.0, _rng()),
    ],
)
def test_a_fault_leaves_alone_what_lies_outside_its_window(fault: SensorFault) -> None:
    """Before and after its window a fault changes nothing."""
    for at_s in (99.0, 200.0):
        assert fault.applied(_sample(at_s)) == _sample(at_s)


def test_silence_loses_what_was_measured() -> None:
    """A silent device sends nothing."""
    assert Silence(WINDOW).applied(_sample(150.0)) is None


def test_a_stuck_sensor_repeats_its_last_value_with_fresh_times() -> None:
    """A stuck sensor goes on talking, but says what it said before."""
    stuck = Stuck(WINDOW)
    stuck.applied(_sample(90.0, 4.0))
    assert stuck.applied(_sample(150.0, 9.0)) == _sample(150.0, 4.0)


def test_drift_grows_with_time() -> None:
    """A drifting sensor is off by so much per hour."""
    assert Drift(WINDOW, "air_temperature_c", 36.0).applied(_sample(150.0)) == _sample(150.0, 5.5)
    assert Drift(WINDOW, "relative_humidity_pct", 36.0).applied(_sample(150.0)) == _sample(150.0)


def test_lost_reports_are_a_share_and_a_loose_contact_leaps_now_and_then() -> None:
    """Of a thousand reports about so many are lost, or off by so much, as was said."""
    lossy = LostReports(WINDOW, 0.4, _rng())
    assert sum(lossy.applied(_sample(150.0)) is None for _ in range(1_000)) == pytest.approx(400, abs=50)
    loose = Leaps(WINDOW, "air_temperature_c", 9.0, _rng())
    told = [loose.applied(_sample(150.0, 4.0)) for _ in range(1_000)]
    assert {one for one in told if one is not None} == {_sample(150.0, 4.0), _sample(150.0, 13.0)}
    assert told.count(_sample(150.0, 13.0)) == pytest.approx(1_000 * LEAPING_SHARE, abs=20)


def test_a_wrong_clock_moves_the_time_only() -> None:
    """A skewed clock tells the right value at the wrong time."""
    assert ClockSkew(WINDOW, -3_600.0).applied(_sample(150.0)) == _sample(-3_450.0)


def test_faults_of_one_device_act_one_after_the_other() -> None:
    """Several faults act together; once nothing is left, nothing comes back."""
    faults = (Drift(WINDOW, "air_temperature_c", 36.0), ClockSkew(WINDOW, 1.0))
    assert after_faults(_sample(150.0), faults) == replace(_sample(150.0, 5.5), observed_s=151.0)
    assert after_faults(_sample(150.0), (Silence(WINDOW), *faults)) is None


def test_a_good_line_publishes_each_reading_at_once() -> None:
    """Without an outage each reading is one message, published when it was made."""
    sent = [publication for at_s in (1.0, 2.0) for publication in _line().send(_sample(at_s), at_s)]
    assert [publication.at_s for publication in sent] == [1.0, 2.0]
    assert _lengths(sent) == [1, 1]


def test_an_outage_is_back_filled_in_groups_when_it_is_over() -> None:
    """Nothing leaves during an outage; afterwards everything does, old times and all, in lists."""
    line = _line(Window(100.0, 200.0))
    during = [p for at_s in range(100, 180, 10) for p in line.send(_sample(at_s), at_s)]
    after = list(line.recover(205.0))
    assert during == []
    assert _lengths(after) == [3, 3, 2]
    assert {publication.at_s for publication in after} == {205.0}
    assert list(line.recover(206.0)) == []


class _Forgetful(Encoder):
    """A gateway that keeps nothing, says hello, and answers to its name."""

    group = 0
    hears = ("gw/name",)

    def greet(self, at_s: float) -> tuple[Publication, ...]:
        return (Publication(at_s, "gw/hello", b""),)

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        return tuple(Publication(at_s, f"gw/{sampled.observed_s:g}", b"") for sampled in batch)

    def answer(self, topic: str, payload: bytes, at_s: float) -> tuple[Publication, ...]:
        return (Publication(at_s, "gw/yes", topic.encode() + payload),)


def test_a_gateway_that_keeps_nothing_loses_what_it_could_not_publish() -> None:
    """It says hello when its line comes up and when it is back, and what was measured between is lost."""
    line = Line(_Forgetful(), (WINDOW,), np.random.default_rng(1))
    sent = [p for at_s in range(70, 230, 20) for p in line.send(_sample(at_s), at_s)]
    told = [(publication.at_s, publication.topic) for publication in sent]
    assert told == [
        (70, "gw/hello"),
        (70, "gw/70"),
        (90, "gw/90"),
        (210, "gw/hello"),
        (210, "gw/210"),
    ]


def test_a_gateway_hears_commands_only_on_a_line_that_is_up() -> None:
    """A command reaches the gateway that it is meant for, unless its line is down."""
    line = Line(_Forgetful(), (WINDOW,), np.random.default_rng(1))
    assert line.answer("gw/name", b"?", 10.0) == ()
    list(line.send(_sample(50.0), 50.0))
    assert [one.topic for one in line.answer("gw/name", b"?", 60.0)] == ["gw/yes"]
    assert line.answer("another/name", b"?", 60.0) == ()
    list(line.send(_sample(150.0), 150.0))
    assert line.answer("gw/name", b"?", 160.0) == ()


def test_the_past_leaves_in_the_order_of_time() -> None:
    """Full groups of the past are published at their last reading; what is left, when the story starts."""
    line = _line(Window(-inf, 0.0))
    sent = [p for at_s in range(-80, 0, 10) for p in line.send(_sample(at_s), at_s)]
    sent += line.recover(0.0)
    assert [(publication.at_s, length) for publication, length in zip(sent, _lengths(sent), strict=True)] == [
        (-60, 3),
        (-30, 3),
        (0.0, 2),
    ]


def test_a_bad_line_repeats_and_swaps_but_loses_nothing() -> None:
    """Duplicates and swapped messages reach the broker; every reading is still there."""
    line = _line(duplicated=0.2, swapped=0.2)
    sent = [p for at_s in range(1_000) for p in line.send(_sample(at_s), at_s)]
    times = [json.loads(publication.payload)["observed_at"] for publication in sent]
    assert len(set(times)) >= 999
    assert len(times) > 1_100
    assert times != sorted(times)
    assert [publication.at_s for publication in sent] == sorted(publication.at_s for publication in sent)
