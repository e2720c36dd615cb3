"""The limits of a place: for people to act on, for an auditor to judge by, and which of them hold when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import model_validator

from alerts.recipe_sections import Minutes
from alerts.sourced import Number, Table, numbers_of
from ingest.quantity import QUANTITIES

PATIENCE = ("critical_dwell", "compliance_dwell", "act_now_after")
"""The patience that a file may leave out; all in minutes."""


@dataclass(frozen=True, slots=True)
class Band:
    """What one quantity must not leave [unit of quantity]; None: no such limit.

    Attributes:
        low, high: what people act on.
        critical_low, critical_high: further out, where it is severe.
        compliance_low, compliance_high: what an auditor judges by.
    """

    low: float | None = None
    high: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None
    compliance_low: float | None = None
    compliance_high: float | None = None


LEVELS = tuple(Band.__slots__)
"""The names of the limits that a band has."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The band of one quantity at one kind of place, and how patient its rules are.

    Attributes:
        quantity: canonical quantity name.
        day, night: the band by day and by night, where no crop stage says otherwise.
        stages: the same two by crop stage.
        hysteresis: how far inside the band a value must come back to count as back [unit].
        dwell_min: how long it may be outside before anybody is told [min].
        clear_min: how long it must be back before it counts as over [min].
        act_now_after_min: how long it may be outside before it is severe [min]; None: never by time.
        critical_dwell_min: how long it may be beyond a critical limit before it is severe [min].
        compliance_dwell_min: how long it may be beyond a compliance limit before that is told [min].
    """

    quantity: str
    day: Band
    night: Band
    stages: Mapping[str, tuple[Band, Band]]
    hysteresis: float
    dwell_min: float
    clear_min: float
    act_now_after_min: float | None
    critical_dwell_min: float
    compliance_dwell_min: float

    @property
    def low(self) -> float | None:
        """Return the lower limit by day, outside every stage."""
        return self.day.low

    @property
    def high(self) -> float | None:
        """Return the upper limit by day, outside every stage."""
        return self.day.high


class BandTable(Table):
    """A band as it stands in a file; what it leaves out is as in the band around it."""

    low: Number | None = None
    high: Number | None = None
    critical_low: Number | None = None
    critical_high: Number | None = None
    compliance_low: Number | None = None
    compliance_high: Number | None = None

    def within(self, around: Mapping[str, float]) -> dict[str, float]:
        """Return its limits by name, completed by those *around* it."""
        own = ((name, getattr(self, name)) for name in LEVELS)
        return {**around, **{name: number.value for name, number in own if number is not None}}


class StageTable(BandTable):
    """The band of a crop stage, and of its nights."""

    night: BandTable = BandTable()


class LimitsTable(BandTable):
    """The limits of one quantity as they stand in a file."""

    hysteresis: Number
    dwell: Minutes
    clear: Minutes
    act_now_after: Minutes | None = None
    critical_dwell: Minutes | None = None
    compliance_dwell: Minutes | None = None
    night: BandTable = BandTable()
    stage: Mapping[str, StageTable] = {}

    @property
    def has_nights(self) -> bool:
        """Tell whether its nights differ from its days."""
        return any(day != night for _, day, night in self._bands())

    @model_validator(mode="after")
    def _makes_bands(self) -> LimitsTable:
        for where, *bands in self._bands():
            for when, band in zip(("", "night "), bands, strict=True):
                for mistake in _mistakes(band):
                    raise ValueError(f"{where}{when}{mistake}")
        if self.hysteresis.value < 0.0:
            raise ValueError(f"hysteresis {self.hysteresis.value} is below 0")
        if self.act_now_after is not None and self.act_now_after.value < self.dwell.value:
            raise ValueError(f"act_now_after {self.act_now_after.value} is below dwell {self.dwell.value}")
        return self

    def mistakes(self, quantity: str) -> Iterator[str]:
        """Yield what does not fit *quantity*."""
        known = QUANTITIES.get(quantity)
        if known is None:
            yield "is not a quantity of the glossary"
            return
        step_unit = "K" if known.unit == "°C" else known.unit
        if self.hysteresis.unit != step_unit:
            yield f"hysteresis: expected {step_unit}, not {self.hysteresis.unit}"
        for path, number in numbers_of(self):
            if path.split(".")[-1] in LEVELS:
                if not known.low <= number.value <= known.high:
                    yield f"{path} {number.value} is not plausible"
                if number.unit != known.unit:
                    yield f"{path}: expected {known.unit}, not {number.unit}"

    def of(self, quantity: str) -> Limits:
        """Return these limits as they are computed with."""
        bands = {where.rstrip(" "): (Band(**day), Band(**night)) for where, day, night in self._bands()}
        day, night = bands.pop("")
        late, critical, audited = (getattr(self, name) for name in ("act_now_after", *PATIENCE[:2]))
        return Limits(
            quantity=quantity,
            day=day,
            night=night,
            stages=MappingProxyType(bands),
            hysteresis=self.hysteresis.value,
            dwell_min=self.dwell.value,
            clear_min=self.clear.value,
            act_now_after_min=None if late is None else late.value,
            critical_dwell_min=(critical or self.dwell).value,
            compliance_dwell_min=(audited or self.dwell).value,
        )

    def _bands(self) -> Iterator[tuple[str, dict[str, float], dict[str, float]]]:
        """Yield the limits by day and by night: always, and of each stage; the closest word counts.

        A stage speaks for its days and nights, unless it says something else of its nights.
        """
        base = self.within({})
        yield "", base, self.night.within(base)
        for name, stage in self.stage.items():
            yield f"{name} ", stage.within(base), stage.night.within(stage.within(self.night.within(base)))


def _mistakes(band: Mapping[str, float]) -> Iterator[str]:
    low, high = band.get("low"), band.get("high")
    if low is None and high is None:
        yield "expected low, high or both"
    if low is not None and high is not None and not low < high:
        yield f"low {low} is not below high {high}"
    for kind in ("critical", "compliance"):
        outer_low, outer_high = band.get(f"{kind}_low"), band.get(f"{kind}_high")
        if outer_low is not None and (low is None or outer_low > low):
            yield f"{kind}_low {outer_low} is not at or below low {low}"
        if outer_high is not None and (high is None or outer_high < high):
            yield f"{kind}_high {outer_high} is not at or above high {high}"
