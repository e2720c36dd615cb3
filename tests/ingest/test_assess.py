"""Assessment: what becomes a reading, what does not, and what happens to times that cannot be true."""

from __future__ import annotations

import math

import pytest

from ingest.assess import AHEAD_TOLERANCE_MS, FIRST_CREDIBLE_MS, Objection, assess
from ingest.quantity import QUANTITIES
from ingest.reading import Flag, Reading, Reason, Sample

RECEIVED_AT_MS = 1_781_410_205_000
OBSERVED_AT_MS = 1_781_410_200_000


def _sample(
    value: float = 4.0, quantity: str = "air_temperature_c", at_ms: int | None = OBSERVED_AT_MS
) -> Sample:
    return Sample("probe", quantity, value, at_ms, "gateway")


def _reading(sample: Sample) -> Reading:
    verdict = assess(sample, RECEIVED_AT_MS)
    assert isinstance(verdict, Reading)
    return verdict


def _objection(sample: Sample) -> Objection:
    verdict = assess(sample, RECEIVED_AT_MS)
    assert isinstance(verdict, Objection)
    return verdict


def test_plausible_value_becomes_a_reading() -> None:
    """A plausible value at a credible time is taken as it is."""
    assert _reading(_sample(-0.5)) == Reading(
        "probe", "air_temperature_c", OBSERVED_AT_MS, -0.5, RECEIVED_AT_MS, 0
    )


@pytest.mark.parametrize("name", QUANTITIES)
def test_limits_of_the_plausible_range_belong_to_it(name: str) -> None:
    """The lowest and the highest plausible value are readings, the next ones beyond are not."""
    quantity = QUANTITIES[name]
    assert _reading(_sample(quantity.low, name)).value == quantity.low
    assert _reading(_sample(quantity.high, name)).value == quantity.high
    for beyond in (math.nextafter(quantity.low, -math.inf), math.nextafter(quantity.high, math.inf)):
        assert _objection(_sample(beyond, name)).reason is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_finite_number_is_refused_as_such(value: float) -> None:
    """NaN and the infinities are not numbers, whatever their quantity's range."""
    assert _objection(_sample(value)).reason is Reason.NOT_A_NUMBER


def test_fault_is_told_in_the_words_of_the_device() -> None:
    """A sensor that reports its own fault is refused for that, with the device's words."""
    verdict = _objection(Sample("probe", "air_temperature_c", math.nan, None, "", "over_range_err"))
    assert verdict == Objection(Reason.SENSOR_FAULT, "air_temperature_c: over_range_err")


def test_unknown_quantity_is_named() -> None:
    """A name that is not in the glossary is refused, and the operator sees it."""
    verdict = _objection(_sample(quantity="air_temp"))
    assert verdict.reason is Reason.UNKNOWN_QUANTITY
    assert "'air_temp'" in verdict.detail


def test_sentence_about_an_impossible_value_says_what_was_expected() -> None:
    """An operator reads value, unit and range of an impossible value."""
    assert _objection(_sample(327.67)).detail == (
        "air_temperature_c: 327.67 °C is outside -60 to 85, which is all that a working sensor reports"
    )


@pytest.mark.parametrize(
    ("at_ms", "flag"),
    [
        (None, Flag.NO_DEVICE_TIME),
        (0, Flag.CLOCK_UNSET),
        (1_420_070_460_000, Flag.CLOCK_UNSET),
        (-62_135_596_800_000, Flag.CLOCK_UNSET),
        (FIRST_CREDIBLE_MS - 1, Flag.CLOCK_UNSET),
        (RECEIVED_AT_MS + AHEAD_TOLERANCE_MS + 1, Flag.CLOCK_AHEAD),
        (RECEIVED_AT_MS + 365 * 86_400_000, Flag.CLOCK_AHEAD),
    ],
)
def test_time_that_cannot_be_true_is_replaced_and_flagged(at_ms: int | None, flag: Flag) -> None:
    """No time, 1970, 2015 and next year cost no value: it counts as observed when it was received."""
    reading = _reading(_sample(at_ms=at_ms))
    assert reading.observed_at_ms == RECEIVED_AT_MS
    assert reading.flags == flag


@pytest.mark.parametrize("at_ms", [FIRST_CREDIBLE_MS, RECEIVED_AT_MS + AHEAD_TOLERANCE_MS])
def test_credible_time_is_kept_however_old(at_ms: int) -> None:
    """Back-filled history keeps its times, and so does a clock that is a few minutes ahead."""
    reading = _reading(_sample(at_ms=at_ms))
    assert (reading.observed_at_ms, reading.flags) == (at_ms, 0)
