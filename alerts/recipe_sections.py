"""The sections of a recipe that tell single detectors what to look for; each number with its source."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from alerts.sourced import Number, Table, bounded
from ingest.clock import MS_PER_HOUR, S_PER_MINUTE

DATE = "yyyymmdd"
"""The unit of a date: 10 February 2026 is 20260210."""

Minutes = Annotated[Number, bounded("min", 0.0, 10_080.0)]
Kelvins = Annotated[Number, bounded("K", 0.0, 30.0)]
Celsius = Annotated[Number, bounded("°C", -30.0, 60.0)]
IceMass = Annotated[Number, bounded("kg", 0.01, 1_000.0)]


_Hour = Annotated[Number, bounded("h", 0.0, 24.0)]


class Day(Table):
    """When it is day, by the site's clock, for limits that differ at night."""

    begins: _Hour
    ends: _Hour

    @model_validator(mode="after")
    def _begins_first(self) -> Day:
        if not self.begins.value < self.ends.value:
            raise ValueError(f"begins {self.begins.value} is not before ends {self.ends.value}")
        return self

    @property
    def between_ms(self) -> tuple[int, int]:
        """Return when it begins and ends [ms after midnight]."""
        return round(self.begins.value * MS_PER_HOUR), round(self.ends.value * MS_PER_HOUR)


def _day_of(number: Number) -> date:
    year, rest = divmod(int(number.value), 10_000)
    return date(year, *divmod(rest, 100))


def _is_a_date(number: Number) -> Number:
    if number.unit != DATE or not number.value.is_integer():
        raise ValueError(f"expected a date as {DATE}, not {number.value} {number.unit}")
    _day_of(number)
    return number


class Stage(Table):
    """A stage of a crop; its limits hold from the date on which a place came to it, until the next one."""

    title: Annotated[str, Field(min_length=1)]
    begins: Annotated[Number, AfterValidator(_is_a_date)] | None = None

    @property
    def first_day(self) -> int | None:
        """Return when it begins [d since 1 January 1970]; None: nobody has said yet."""
        return None if self.begins is None else (_day_of(self.begins) - date(1970, 1, 1)).days


class Forecast(Table):
    """When a rise of the air matters that is still inside the limit.

    Attributes:
        near: values that are not this close to the upper limit are not looked at.
        horizon: a breach that is further away calls nobody.
    """

    near: Kelvins
    horizon: Minutes

    @property
    def horizon_s(self) -> float:
        """Return the horizon [s]."""
        return self.horizon.value * S_PER_MINUTE


class Frost(Table):
    """When a cold night matters.

    Attributes:
        limit: the canopy must not get this cold.
        near: a canopy that is not this close to it is not looked at.
        horizon: frost that is further away calls nobody.
        lead: how long before it fans, heating or water must be started.
    """

    limit: Celsius
    near: Kelvins
    horizon: Minutes
    lead: Minutes

    @property
    def horizon_s(self) -> float:
        """Return the horizon [s]."""
        return self.horizon.value * S_PER_MINUTE

    @property
    def lead_s(self) -> float:
        """Return the lead [s]."""
        return self.lead.value * S_PER_MINUTE


class Condensation(Table):
    """When water that settles on goods, leaves or fruit matters.

    Attributes:
        below: a surface is wet that is so much colder than the dew point.
        dwell: how long it may be before anybody is told.
    """

    below: Kelvins
    dwell: Minutes


class Infection(Table):
    """When a wet period is a risk of grey mould.

    Attributes:
        wetness: a sensor of wetness that says this much is wet.
        humidity: among air this humid leaves are taken for wet.
        pause: dry time up to which a wet period goes on.
        watch, act_now: share of flowers infected, given spores, from which it matters.
    """

    wetness: Annotated[Number, bounded("%", 1.0, 100.0)]
    humidity: Annotated[Number, bounded("%", 50.0, 100.0)]
    pause: Minutes
    watch: Annotated[Number, bounded("%", 1.0, 100.0)]
    act_now: Annotated[Number, bounded("%", 1.0, 100.0)]


class Rough(Table):
    """What is rough for goods on their way.

    Attributes:
        shock: a knock that is less is everyday life.
        severe: one such knock is worth telling.
        shocks: what the knocks of a day may come to.
        vibration: vibration that is less is everyday road.
        vibrations: what that of a day may come to, squared and summed over its hours.
    """

    shock: Annotated[Number, bounded("g", 0.5, 200.0)]
    severe: Annotated[Number, bounded("g", 0.5, 200.0)]
    shocks: Annotated[Number, bounded("g", 1.0, 100_000.0)]
    vibration: Annotated[Number, bounded("g rms", 0.05, 50.0)]
    vibrations: Annotated[Number, bounded("g² h", 0.01, 10_000.0)]


class Soil(Table):
    """When a root zone is drying too far.

    Attributes:
        capacity: what the soil holds when it is drained.
        wilting: what roots leave.
        fraction: the share in between that the crop takes without suffering.
        horizon: what is further away calls nobody.
        watered: the least that a watering brings.
    """

    capacity: Annotated[Number, bounded("% vol", 1.0, 100.0)]
    wilting: Annotated[Number, bounded("% vol", 0.0, 99.0)]
    fraction: Annotated[Number, bounded("%", 1.0, 99.0)]
    horizon: Minutes
    watered: Annotated[Number, bounded("% vol", 0.1, 50.0)]

    @model_validator(mode="after")
    def _holds_water(self) -> Soil:
        if not self.wilting.value < self.capacity.value:
            raise ValueError(f"wilting {self.wilting.value} is not below capacity {self.capacity.value}")
        return self

    @property
    def horizon_s(self) -> float:
        """Return the horizon [s]."""
        return self.horizon.value * S_PER_MINUTE


class Ice(Table):
    """How long the ice of a box lasts.

    Attributes:
        mass: ice in it when it is packed.
        conductance: heat that comes in per kelvin, until its first hours tell.
        conductance_error: how far off that may be.
        around: how warm it is around the box, where no device and no planned way tells.
        around_error: how far off that, or what is planned, may be.
        cold: in a box that is no warmer there is ice.
        lead: how long before it is gone ice must be on its way.
    """

    mass: IceMass
    conductance: Annotated[Number, bounded("W/K", 0.01, 100.0)]
    conductance_error: Annotated[Number, bounded("%", 1.0, 100.0)]
    around: Celsius
    around_error: Kelvins
    cold: Celsius
    lead: Minutes


class Unit(Table):
    """When the unit that cools a place does not work as it should.

    Attributes:
        starts: more starts wear it out, whatever it is used to.
        longer: so many times the longest rest that it takes is no rest any more.
    """

    starts: Annotated[Number, bounded("1/h", 1.0, 60.0)]
    longer: Annotated[Number, bounded("-", 1.0, 10.0)]


class Precooling(Table):
    """When a load cools too slowly.

    Attributes:
        target: what the pulp is to reach.
        within: how long that may take from the moment the load came in.
        act_now_after: how long after that it is severe.
    """

    target: Celsius
    within: Minutes
    act_now_after: Minutes
