"""The sections of a recipe that tell single detectors what to look for; each number with its source."""

from __future__ import annotations

from typing import Annotated

from alerts.sourced import Number, Table, bounded

_MINUTE_S = 60.0

Minutes = Annotated[Number, bounded("min", 0.0, 10_080.0)]
Kelvins = Annotated[Number, bounded("K", 0.0, 30.0)]
Celsius = Annotated[Number, bounded("°C", -30.0, 60.0)]


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
        return self.horizon.value * _MINUTE_S


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
        return self.horizon.value * _MINUTE_S

    @property
    def lead_s(self) -> float:
        """Return the lead [s]."""
        return self.lead.value * _MINUTE_S
