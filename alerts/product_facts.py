"""What else is known of a product beside what the alert engine computes with; every table may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from alerts.sourced import Number, Table, bounded

Temperature = Annotated[Number, bounded("°C", -60.0, 60.0)]
Title = Annotated[str, Field(min_length=1)]
_Factor = Annotated[Number, bounded("-", 1.0, 10.0)]
_CO2 = ("ml CO2/(kg h)", "mg CO2/(kg h)")
_MOST_CO2 = 1_000.0


def _breathes(number: Number) -> Number:
    if number.unit not in _CO2 or not 0.0 < number.value <= _MOST_CO2:
        raise ValueError(
            f"expected 0 to {_MOST_CO2:g} in one of {', '.join(_CO2)}, not {number.value} {number.unit}"
        )
    return number


class Storage(Table):
    """Where the goods keep best: temperatures that they stand, and the humidity of the air."""

    low: Temperature
    high: Temperature
    humidity: Annotated[Number, bounded("%", 0.0, 100.0)] | None = None

    @model_validator(mode="after")
    def _ascends(self) -> Storage:
        if self.low.value > self.high.value:
            raise ValueError(f"expected low <= high, saw {self.low.value}, {self.high.value}")
        return self


class Freezing(Table):
    """The highest temperature at which the goods were seen, or are taken, to freeze."""

    point: Temperature


class Tolerated(Table):
    """How long the goods stand one temperature below their chilling threshold."""

    temperature: Temperature
    time: Annotated[Number, bounded("d", 0.01, 1_000.0)]


class Chilling(Table):
    """Below which temperature cold injures, and how long how much of it is stood."""

    threshold: Temperature
    tolerated: Mapping[str, Tolerated] = {}

    @model_validator(mode="after")
    def _more_cold_less_time(self) -> Chilling:
        pairs = sorted((limit.temperature.value, limit.time.value) for limit in self.tolerated.values())
        if [time for _, time in pairs] != sorted(time for _, time in pairs):
            raise ValueError(f"expected that less cold is stood at least as long, saw (°C, d) {pairs}")
        if pairs and pairs[-1][0] >= self.threshold.value:
            raise ValueError(f"{pairs[-1][0]} °C injures, but lies not below {self.threshold.value} °C")
        return self


class Band(Table):
    """A band of temperature with one Q10."""

    low: Temperature
    high: Temperature
    q10: _Factor


class Kinetics(Table):
    """How the rate at which life is spent depends on temperature, and where that is known to hold.

    ``life.activation_energy`` says the same in one number, for what computes with one.
    """

    model: Literal["arrhenius", "q10_bands", "square_root"]
    valid_from: Temperature
    valid_to: Temperature
    band: Mapping[str, Band] = {}
    minimum_temperature: Temperature | None = None
    safety_factor: _Factor | None = None

    @model_validator(mode="after")
    def _has_its_parameters(self) -> Kinetics:
        if (self.model == "q10_bands") != bool(self.band):
            raise ValueError(f"bands and the model q10_bands belong together, saw {self.model}")
        if (self.model == "square_root") != (self.minimum_temperature is not None):
            raise ValueError(f"minimum_temperature and square_root belong together, saw {self.model}")
        if not self.valid_from.value < self.valid_to.value:
            raise ValueError(
                f"expected valid_from < valid_to, saw {self.valid_from.value}, {self.valid_to.value}"
            )
        return self

    @model_validator(mode="after")
    def _bands_join(self) -> Kinetics:
        edges_c = [(band.low.value, band.high.value) for band in self.ascending_bands]
        joined = all(below[1] == above[0] for below, above in pairwise(edges_c))
        if not joined or any(low >= high for low, high in edges_c):
            raise ValueError(f"expected bands that ascend and join one another, saw (°C) {edges_c}")
        return self

    @property
    def ascending_bands(self) -> tuple[Band, ...]:
        """Return the bands, the coldest first."""
        return tuple(sorted(self.band.values(), key=lambda band: band.low.value))


class ObservedLife(Table):
    """How long the goods were seen to keep at one temperature."""

    temperature: Temperature
    life: Annotated[Number, bounded("d", 0.1, 1_000.0)]


class Respiration(Table):
    """How much carbon dioxide the goods give off at one temperature."""

    temperature: Temperature
    rate: Annotated[Number, AfterValidator(_breathes)]


class LegalLimit(Table):
    """Up to which temperature a law or an authority lets the goods be kept."""

    title: Title
    maximum: Temperature


class LabelAlarm(Table):
    """Heat or frost after which goods with a label, such as vaccines, must not be used unasked."""

    temperature: Temperature
    time: Annotated[Number, bounded("h", 0.01, 1_000.0)]
    counting: Literal["consecutive", "cumulative"]


class BuyerRule(Table):
    """What share of the life a buyer wants to be left at delivery."""

    title: Title
    share_left: Annotated[Number, bounded("-", 0.0, 1.0)]


class ProductFacts(Table):
    """All of them."""

    storage: Storage | None = None
    freezing: Freezing | None = None
    chilling: Chilling | None = None
    kinetics: Kinetics | None = None
    observed_life: Mapping[str, ObservedLife] = {}
    respiration: Mapping[str, Respiration] = {}
    legal: Mapping[str, LegalLimit] = {}
    label_alarm: Mapping[str, LabelAlarm] = {}
    buyer: Mapping[str, BuyerRule] = {}
