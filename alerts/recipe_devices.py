"""The sections of a recipe that say when a device itself is at fault; each number with its source."""

from __future__ import annotations

from typing import Annotated

from alerts.recipe_sections import Kelvins, Minutes
from alerts.sourced import Number, Table, bounded
from ingest.clock import MS_PER_HOUR

_MINUTE_S = 60.0


class Trust(Table):
    """When an air sensor is not to be trusted.

    Attributes:
        stuck: the same value for less long is no fault, whatever the sensor usually does.
        leap: air cannot change faster.
    """

    stuck: Minutes
    leap: Annotated[Number, bounded("K/min", 0.1, 100.0)]

    @property
    def stuck_s(self) -> float:
        """Return the least time of a stuck sensor [s]."""
        return self.stuck.value * _MINUTE_S


class Drift(Table):
    """When air sensors of one place have drifted apart.

    Attributes:
        apart: distances that changed by less are none.
        over: over how long they are looked at; what is away for half of it has drifted.
    """

    apart: Kelvins
    over: Minutes

    @property
    def over_h(self) -> int:
        """Return over how many hours they are looked at [h]."""
        return max(1, round(self.over.value * _MINUTE_S * 1_000.0 / MS_PER_HOUR))


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
        return self.off.value * _MINUTE_S

    @property
    def lasts_s(self) -> float:
        """Return for how long [s]."""
        return self.lasts.value * _MINUTE_S


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
