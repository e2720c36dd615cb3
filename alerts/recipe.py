"""What a place should be like: limits with their patience, doors, silence, the worst of its surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from alerts.recipe_devices import Battery, Clock, Drift, Reports, Trust
from alerts.recipe_limits import LEVELS, PATIENCE, Limits, LimitsTable
from alerts.recipe_sections import (
    DATE,
    Condensation,
    Day,
    Forecast,
    Frost,
    Ice,
    Infection,
    Minutes,
    Precooling,
    Rough,
    Soil,
    Stage,
    Unit,
)
from alerts.sourced import DataFile, Number, Table, bounded, load_files, numbers_of
from ingest.clock import MS_PER_DAY, S_PER_MINUTE
from ingest.place import Place, PlaceKind
from ingest.quantity import QUANTITIES

BUILTIN_RECIPES = Path(__file__).parent / "recipes"


GATEWAY_SILENCE_S = 12 * S_PER_MINUTE
"""Sooner than any device is missed by itself, so that the gateway is told and they are not. [s]"""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What one kind of place should be like; ``numbers`` holds each number with source and grade.

    Attributes:
        id: lasting identity.
        title: what a person reads.
        kind: the kind of place that it is for.
        main_quantity: the quantity that speaks for the place.
        limits: limits by quantity.
        day_ms: when it is day, by the site's clock, for limits that differ at night [ms after midnight].
        stages: crop stages, each with the day on which it begins, counted from 1 January 1970; None: nobody
            has said yet.
        door_dwell_min: how long a door may stand open [min]; None: no rule for doors.
        door_act_now_after_min: how long until that is severe [min]; None: never by time.
        goods_dwell_min: how long goods may be too warm before anybody is told, whatever it cost [min].
        silence_factor: how many of its own intervals a device may miss [-].
        silence_min: how long it may be silent in any case [min].
        gateway_silence_s: how long a gateway may be dark in any case [s].
        ambient_c: the warmest that its surroundings get, for what happens unseen [°C].
        forecast, frost: when air that will get too warm, and a cold night, matter; None: no such rule.
        precooling: when a load cools too slowly; None: no such rule.
        unit: when the unit that cools it does not work as it should; None: no such rule.
        ice: how long the ice of a box lasts; None: it is not kept cold by ice.
        soil: when a root zone is drying too far; None: no such rule.
        condensation, infection: when water on a surface, and long wetness, matter; None: no such rule.
        rough: what is rough for goods on their way; None: no such rule.
        trust, drift, reports, battery, clock: when a sensor, its line, its battery or its clock are at fault;
            None: no such rule.
        note: what a reader should know.
        numbers: every number of the file by its dotted path.
        file: the file itself, which a place may change numbers of.
    """

    id: str
    title: str
    kind: PlaceKind
    main_quantity: str
    limits: Mapping[str, Limits]
    day_ms: tuple[int, int]
    stages: Mapping[str, int | None]
    door_dwell_min: float | None
    door_act_now_after_min: float | None
    goods_dwell_min: float
    silence_factor: float
    silence_min: float
    gateway_silence_s: float
    ambient_c: float
    forecast: Forecast | None
    frost: Frost | None
    precooling: Precooling | None
    unit: Unit | None
    ice: Ice | None
    soil: Soil | None
    condensation: Condensation | None
    infection: Infection | None
    rough: Rough | None
    trust: Trust | None
    drift: Drift | None
    reports: Reports | None
    battery: Battery | None
    clock: Clock | None
    note: str
    numbers: Mapping[str, Number]
    references: Mapping[str, str]
    file: RecipeFile = field(repr=False, compare=False)


class _Door(Table):
    dwell: Minutes
    act_now_after: Minutes | None = None


class _Silence(Table):
    factor: Annotated[Number, bounded("-", 1.0, 100.0)]
    minimum: Minutes
    gateway: Minutes | None = None


class _Goods(Table):
    dwell: Minutes


class RecipeFile(DataFile):
    """A recipe as it stands in its file."""

    title: Annotated[str, Field(min_length=1)]
    kind: Annotated[PlaceKind, Field(strict=False)]
    main_quantity: str
    note: str = ""
    ambient: Annotated[Number, bounded("°C", -60.0, 60.0)]
    limits: Mapping[str, LimitsTable] = {}
    day: Day | None = None
    stages: Mapping[str, Stage] = {}
    door: _Door | None = None
    silence: _Silence
    goods: _Goods
    forecast: Forecast | None = None
    frost: Frost | None = None
    precooling: Precooling | None = None
    unit: Unit | None = None
    ice: Ice | None = None
    soil: Soil | None = None
    condensation: Condensation | None = None
    infection: Infection | None = None
    rough: Rough | None = None
    trust: Trust | None = None
    drift: Drift | None = None
    reports: Reports | None = None
    battery: Battery | None = None
    clock: Clock | None = None

    @field_validator("main_quantity")
    @classmethod
    def _is_known(cls, quantity: str) -> str:
        if quantity not in QUANTITIES:
            raise ValueError("is not a quantity of the glossary")
        return quantity

    @model_validator(mode="after")
    def _limits_fit_their_quantities(self) -> RecipeFile:
        for quantity, limits in self.limits.items():
            for mistake in limits.mistakes(quantity):
                raise ValueError(f"limits.{quantity}{' ' if mistake.startswith('is ') else '.'}{mistake}")
            strange = limits.stage.keys() - self.stages.keys()
            if strange:
                raise ValueError(
                    f"limits.{quantity}.stage: [stages] does not have {', '.join(sorted(strange))}"
                )
            if limits.has_nights and self.day is None:
                raise ValueError(f"limits.{quantity}.night: [day] does not say when it is night")
        return self

    def recipe(self) -> Recipe:
        """Return the recipe that this file describes."""
        door = self.door
        late = None if door is None else door.act_now_after
        dark = self.silence.gateway
        return Recipe(
            id=self.id,
            title=self.title,
            kind=self.kind,
            main_quantity=self.main_quantity,
            limits=MappingProxyType({key: limits.of(key) for key, limits in self.limits.items()}),
            door_dwell_min=None if door is None else door.dwell.value,
            door_act_now_after_min=None if late is None else late.value,
            goods_dwell_min=self.goods.dwell.value,
            silence_factor=self.silence.factor.value,
            silence_min=self.silence.minimum.value,
            gateway_silence_s=GATEWAY_SILENCE_S if dark is None else dark.value * S_PER_MINUTE,
            ambient_c=self.ambient.value,
            forecast=self.forecast,
            frost=self.frost,
            precooling=self.precooling,
            unit=self.unit,
            ice=self.ice,
            soil=self.soil,
            condensation=self.condensation,
            infection=self.infection,
            rough=self.rough,
            trust=self.trust,
            drift=self.drift,
            reports=self.reports,
            battery=self.battery,
            clock=self.clock,
            note=self.note,
            numbers=MappingProxyType(dict(numbers_of(self))),
            references=MappingProxyType(dict(self.references)),
            day_ms=(0, MS_PER_DAY) if self.day is None else self.day.between_ms,
            stages=MappingProxyType({name: stage.first_day for name, stage in self.stages.items()}),
            file=self,
        )

    def absent(self) -> Mapping[str, str]:
        """Return the unit of every number that this file does not have, and a place may have."""
        paths = {"day.begins": "h", "day.ends": "h"}
        paths |= {f"stages.{stage}.begins": DATE for stage in self.stages}
        bands = ["", "night.", *(f"stage.{stage}.{when}" for stage in self.stages for when in ("", "night."))]
        for quantity in self.limits:
            paths |= {f"limits.{quantity}.{name}": "min" for name in PATIENCE}
            unit = QUANTITIES[quantity].unit
            paths |= {f"limits.{quantity}.{band}{level}": unit for band in bands for level in LEVELS}
        known = {path for path, _ in numbers_of(self)}
        return {path: unit for path, unit in paths.items() if path not in known}


class Recipes(Mapping[str, Recipe]):
    """What places should be like: recipes by id, and the one that a place follows."""

    def __init__(self, recipes: Iterable[Recipe]) -> None:
        self._by_id = {recipe.id: recipe for recipe in recipes}

    @property
    def version(self) -> int:
        """Return what differs as soon as a place follows another recipe."""
        return 0

    def of(self, place: Place) -> Recipe | None:
        """Return what *place* should be like; None where its recipe is not known."""
        return self._by_id.get(place.recipe)

    def __getitem__(self, recipe_id: str) -> Recipe:
        return self._by_id[recipe_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)


def load_recipes(paths: Sequence[Path] = (BUILTIN_RECIPES,)) -> Recipes:
    """Return the recipes of *paths* (files, or folders of ``*.toml``).

    Raises:
        InvalidProduct: with every mistake of every file: file, field, value seen and reason.
    """
    return Recipes(file.recipe() for file in load_files(paths, RecipeFile))
