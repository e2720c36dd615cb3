"""The sections of a recipe that say when a device itself is at fault; each number with its source."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Annotated

from pydantic import model_validator

from alerts.recipe_sections import Kelvins, Minutes
from alerts.sourced import Number, Table, bounded
from ingest.clock import MS_PER_HOUR, S_PER_MINUTE
from ingest.quantity import QUANTITIES

_Long = Annotated[Number, bounded("min", 0.0, 43_200.0)]


class Steady(Table):
    """When a sensor of something else than air temperature is not to be trusted.

    Attributes:
        stuck: the same value for less long is no fault, whatever the sensor usually does.
        rise, fall: it cannot change faster, in its unit per minute; None: it may.
        still: from here on it may stand still for as long as it likes; None: nowhere.
    """

    stuck: _Long
    rise: Number | None = None
    fall: Number | None = None
    still: Number | None = None

    @property
    def stuck_s(self) -> float:
        """Return the least time of a stuck sensor [s]."""
        return self.stuck.value * S_PER_MINUTE

    @property
    def bounds(self) -> tuple[float, float, float]:
        """Return how fast it can rise and fall, and from where on it may stand still; infinity: no bound."""
        rise, fall, still = (inf if one is None else one.value for one in (self.rise, self.fall, self.still))
        return rise, fall, still

    def mistakes(self, quantity: str) -> Iterator[str]:
        """Yield what does not fit *quantity*."""
        known = QUANTITIES[quantity]
        rate = f"{'K' if known.unit == '°C' else known.unit}/min"
        for name, number, unit in (
            ("rise", self.rise, rate),
            ("fall", self.fall, rate),
            ("still", self.still, known.unit),
        ):
            if number is not None and number.unit != unit:
                yield f"{name}: expected {unit}, not {number.unit}"
            if number is not None and name != "still" and number.value <= 0.0:
                yield f"{name} {number.value} is not above 0"


class Trust(Table):
    """When a sensor is not to be trusted.

    Attributes:
        stuck: air that is the same for less long is no fault, whatever the sensor usually does.
        leap: air cannot change faster.
        relative_humidity_pct, soil_moisture_pct, soil_temperature_c, surface_temperature_c,
            product_temperature_c: the same of these; None: it is not looked at.
    """

    stuck: Minutes
    leap: Annotated[Number, bounded("K/min", 0.1, 100.0)]
    relative_humidity_pct: Steady | None = None
    soil_moisture_pct: Steady | None = None
    soil_temperature_c: Steady | None = None
    surface_temperature_c: Steady | None = None
    product_temperature_c: Steady | None = None

    @model_validator(mode="after")
    def _fit_their_quantities(self) -> Trust:
        for quantity, steady in self.others().items():
            for mistake in steady.mistakes(quantity):
                raise ValueError(f"{quantity}.{mistake}")
        return self

    def others(self) -> dict[str, Steady]:
        """Return what is said of quantities besides the temperature of the air, by their names."""
        named = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: steady for name, steady in named if isinstance(steady, Steady)}

    @property
    def stuck_s(self) -> float:
        """Return the least time of a stuck sensor [s]."""
        return self.stuck.value * S_PER_MINUTE


class HumidityDrift(Table):
    """When sensors of the humidity of one place have drifted apart.

    Attributes:
        apart: distances that changed by less are none.
        still: what is told from here on is left out.
    """

    apart: Annotated[Number, bounded("%", 0.1, 100.0)]
    still: Annotated[Number, bounded("%", 0.0, 100.0)]


class Drift(Table):
    """When air sensors of one place have drifted apart.

    Attributes:
        apart: distances that changed by less are none.
        over: over how long they are looked at; what is away for half of it has drifted.
        relative_humidity_pct: the same of their humidity; None: that is not looked at.
    """

    apart: Kelvins
    over: Minutes
    relative_humidity_pct: HumidityDrift | None = None

    @property
    def over_h(self) -> int:
        """Return over how many hours they are looked at [h]."""
        return max(1, round(self.over.value * S_PER_MINUTE * 1_000.0 / MS_PER_HOUR))


class Reports(Table):
    """When it matters that reports of a device do not arrive.

    Attributes:
        missing: so many of those of a day.
    """

    missing: Annotated[Number, bounded("%", 1.0, 100.0)]


class Clock(Table):
    """When it matters that a clock is wrong.

    Attributes:
        off: a clock may be off by so much; intake takes times as they come up to five minutes.
        lasts: it is told when it is wrong for so long, and over when it is right for so long.
    """

    off: Annotated[Number, bounded("min", 5.0, 1_440.0)]
    lasts: Annotated[Number, bounded("min", 0.0, 180.0)]

    @property
    def off_s(self) -> float:
        """Return by how much it may be off [s]."""
        return self.off.value * S_PER_MINUTE

    @property
    def lasts_s(self) -> float:
        """Return for how long [s]."""
        return self.lasts.value * S_PER_MINUTE


class Battery(Table):
    """When a battery matters.

    Attributes:
        charge: a charge at or below this is low.
        voltage: a voltage at or below this share of its highest is low.
        ahead: it is told when it will be low within so many days.
    """

    charge: Annotated[Number, bounded("%", 0.0, 100.0)]
    voltage: Annotated[Number, bounded("%", 0.0, 100.0)]
    ahead: Annotated[Number, bounded("d", 0.0, 365.0)]
