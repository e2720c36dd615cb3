"""From truth to what a sensor says."""

from __future__ import annotations

import numpy as np
import pytest

from simulators.sensors import Battery, Channel, Device, Sensor, Truth


def _rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_a_channel_adds_bias_and_noise_and_rounds_to_its_resolution() -> None:
    """Values scatter around truth plus bias, in steps of the resolution."""
    channel, rng = Channel("air_temperature_c", noise=0.2, bias=0.5, resolution=0.1), _rng()
    values = [channel.measure(1.0, rng) for _ in range(2_000)]
    assert np.mean(values) == pytest.approx(1.5, abs=0.02)
    assert np.std(values) == pytest.approx(0.2, rel=0.1)
    assert all(abs(value * 10 - round(value * 10)) < 1e-6 for value in values)


def test_a_channel_stays_within_what_it_can_say() -> None:
    """A humidity sensor never says more than 100 %."""
    channel, rng = Channel("relative_humidity_pct", noise=5.0, low=0.0, high=100.0), _rng()
    assert max(channel.measure(99.0, rng) for _ in range(200)) == pytest.approx(100.0)


def test_a_sensor_keeps_its_beat() -> None:
    """Samples are exactly one interval apart, whatever the steps in which they are taken."""
    sensor = Sensor(Device("a", (Channel("air_temperature_c"),), 300.0), _rng())
    sensor.start(0.0)
    taken = [s for tick in range(0, 7_200, 60) for s in sensor.take(Truth(air_temperature_c=4.0), tick)]
    assert len(taken) in {23, 24}
    assert np.diff([sample.observed_s for sample in taken]) == pytest.approx(300.0)


def test_a_contact_speaks_at_once_when_it_changes_and_beats_in_between() -> None:
    """A door contact reports each change, and a heartbeat one interval after it last spoke."""
    sensor = Sensor(Device("d", (Channel("door_open"),), 600.0, on_change=True), _rng())
    sensor.start(0.0)
    said = []
    for tick in range(60, 3_000, 60):
        truth = Truth(door_open=1.0 if 900 <= tick < 1_200 else 0.0)
        said += [(s.observed_s, s.values[0][1]) for s in sensor.take(truth, tick)]
    assert said == [(60, 0.0), (660, 0.0), (900, 1.0), (1_200, 0.0), (1_800, 0.0), (2_400, 0.0)]


def test_a_battery_wears_down() -> None:
    """A device on a battery reports its voltage, which falls over months."""
    battery = Battery()
    assert battery.volts(0.0) > battery.volts(300 * 86_400.0) > battery.volts(1_000 * 86_400.0) == 2.4
    sensor = Sensor(Device("a", (Channel("air_temperature_c"),), 60.0, battery=battery), _rng())
    sensor.start(0.0)
    assert [name for name, _ in sensor.take(Truth(air_temperature_c=1.0), 60.0)[0].values] == [
        "air_temperature_c",
        "battery_v",
    ]
