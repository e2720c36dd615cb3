"""What a trial of alerts is made of: labelled weeks, the messages of their gateways, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import nan
from typing import Protocol, TypeAlias

FarmTables: TypeAlias = Mapping[str, Sequence[Mapping[str, str]]]


class Label(Protocol):
    """One week of one place and what is wrong in it; ``fault`` is empty in a normal week."""

    @property
    def place(self) -> str:
        """The place that it happens at."""

    @property
    def kind(self) -> str:
        """Kind of the place."""

    @property
    def name(self) -> str:
        """What happens, in words."""

    @property
    def fault(self) -> str:
        """What is wrong, in words that several weeks may share."""

    @property
    def harm(self) -> str:
        """What suffers: "goods", "plants", or what no life tells; "blind" where only a sensor fails."""

    @property
    def begins_s(self) -> float:
        """When it begins to be wrong [s since the start]."""

    @property
    def ends_s(self) -> float:
        """When it is right again [s since the start]."""


class Sent(Protocol):
    """A message of a gateway."""

    @property
    def at_s(self) -> float:
        """When it was published [s since the start]."""

    @property
    def topic(self) -> str:
        """Where."""

    @property
    def payload(self) -> bytes:
        """What."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A lot at the only place it comes to; all times in seconds since the start.

    ``due_s`` is when it is due at its buyer's, who wants it to have ``required_life_days`` then; None: nobody
    said. ``cold_by_s`` is when it ought to have gone into the cold; None: it is where it ought to be.
    """

    id: str
    place: str
    product: str
    packaging: str
    picked_s: float
    from_s: float
    until_s: float
    initial_temperature_c: float
    planned_temperature_c: float
    due_s: float | None = None
    required_life_days: float = 0.0
    cold_by_s: float | None = None


@dataclass(frozen=True, slots=True)
class Real:
    """What is really so in a place; NaN where there is none of it."""

    air_temperature_c: float
    product_temperature_c: float
    surface_temperature_c: float = nan
    relative_humidity_pct: float = nan
    leaf_wetness_pct: float = nan


Truths: TypeAlias = Iterator[tuple[float, Mapping[str, Real]]]
"""Seconds since the start, and what is really so in each place then."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One telling of all weeks.

    Attributes:
        weeks: what happens, by place.
        farm: the settings' tables ``sites``, ``places`` and ``devices``.
        goods: the lots.
        start_ms: when it starts.
        lasting_s: how long it takes.
        messages: begins to tell what gateways publish, in order of time, for ever.
        truths: begins to tell what is so.
        healthy_truths: begins to tell what would be so if nothing went wrong.
        rules: what people said of a place instead of its recipe, by place and dotted path.
    """

    weeks: Sequence[Label]
    farm: FarmTables
    goods: Sequence[Goods]
    start_ms: int
    lasting_s: float
    messages: Callable[[], Iterable[Sent]]
    truths: Callable[[], Truths]
    healthy_truths: Callable[[], Truths]
    rules: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Somebody is told of a place: when, why, and by which detectors, the first of them first."""

    place: str
    at_s: float
    why: str
    detectors: tuple[str, ...] = ()

    @property
    def detector(self) -> str:
        """Return which detector was the first."""
        return self.detectors[0] if self.detectors else ""
