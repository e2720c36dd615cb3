"""What a crop or good is: how fast it spends its life, what it endures, how slowly it follows the air."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, model_validator

from alerts.errors import InvalidCommand
from alerts.pace import Pace, SquareRootPace, arrhenius_pace, banded_pace
from alerts.product_facts import ProductFacts, Temperature
from alerts.science.cold_limits import ColdLimits
from alerts.science.q10_bands import Q10Bands
from alerts.sourced import DataFile, Number, Table, bounded, load_files, numbers_of
from ingest.clock import HOURS_PER_DAY, MINUTES_PER_HOUR

BUILTIN_PRODUCTS = Path(__file__).parent / "products"

_Spread = Annotated[Number, bounded("-", 0.0, 2.0)]


@dataclass(frozen=True, slots=True)
class Packaging:
    """One way in which a product is packed; ``lag_h`` is how slowly it follows the air [h]."""

    id: str
    title: str
    lag_h: float


@dataclass(frozen=True, slots=True)
class Product:
    """A product with plain numbers for computing; ``numbers`` holds each with source and grade.

    Attributes:
        id: lasting identity.
        name: English name.
        names: names by language tag (``en``, ``zh``).
        scientific_name: Latin name.
        reference_life_h: life of fresh goods at the reference temperature [h].
        reference_c: reference temperature [°C].
        activation_kj_mol: activation energy of what ends the life, for what knows no other form [kJ/mol].
        pace: how fast the life is spent at a temperature, by the product's own form.
        loss_factor: by how much what is lost beyond plan is multiplied, where warm hours are known to do
            more than add up [-].
        planned_c: temperature it is usually meant to be kept at [°C].
        upper_c: above this the goods are out of their storage range [°C].
        freeze_c: at or below this they are about to freeze, or, if chilling injures them, to be chilled: the
            hard low alarm [°C].
        chilling: how long they stand which cold; None where chilling does not injure them, or where nobody
            knows how long they stand it (``facts.chilling`` then has the threshold alone).
        harvest_spread, model_spread: standard deviations of ln(life) [-].
        sensor_k: standard error of a measured temperature [K].
        packagings: by id; the first one is the default.
        numbers: every number of the file by its dotted path.
        facts: what else is known: storage, freezing, chilling, kinetics, law, buyers.
        note: what a reader should know of the whole product.
    """

    id: str
    name: str
    names: Mapping[str, str]
    scientific_name: str
    reference_life_h: float
    reference_c: float
    activation_kj_mol: float
    pace: Pace
    loss_factor: float
    planned_c: float
    upper_c: float
    freeze_c: float
    chilling: ColdLimits | None
    harvest_spread: float
    model_spread: float
    sensor_k: float
    packagings: Mapping[str, Packaging]
    numbers: Mapping[str, Number]
    references: Mapping[str, str]
    facts: ProductFacts
    note: str

    @property
    def thinnest_lag_h(self) -> float:
        """Return the shortest lag of all its packagings [h]; freezing is judged with no more."""
        return min(packaging.lag_h for packaging in self.packagings.values())

    def packaging(self, packaging_id: str) -> Packaging:
        """Return one of its packagings; an empty id means the default one.

        Raises:
            InvalidCommand: it is not packed like that; names what is known.
        """
        known = self.packagings
        try:
            return known[packaging_id or next(iter(known))]
        except KeyError:
            expected = f"expected one of {self.id}: {', '.join(known)}"
            raise InvalidCommand(f"packaging: {expected}, saw {packaging_id!r}") from None


class _Names(Table):
    en: Annotated[str, Field(min_length=1)]
    zh: Annotated[str, Field(min_length=1)]


class _Life(Table):
    reference_life: Annotated[Number, bounded("d", 0.1, 1_000.0)]
    reference_temperature: Temperature
    activation_energy: Annotated[Number, bounded("kJ/mol", 1.0, 300.0)]
    harvest_spread: _Spread
    model_spread: _Spread
    sensor_error: Annotated[Number, bounded("K", 0.0, 5.0)]


class _Limits(Table):
    planned: Temperature
    upper: Temperature
    freeze_alarm: Temperature

    @model_validator(mode="after")
    def _ascend(self) -> _Limits:
        freeze, planned, upper = (one.value for one in (self.freeze_alarm, self.planned, self.upper))
        if not freeze < planned < upper:
            raise ValueError(f"expected freeze_alarm < planned < upper, saw {freeze}, {planned}, {upper}")
        return self


class _Packaging(Table):
    title: Annotated[str, Field(min_length=1)]
    lag: Annotated[Number, bounded("min", 1.0, 10_000.0)]


class ProductFile(DataFile, ProductFacts):
    """A product as it stands in its file."""

    scientific_name: Annotated[str, Field(min_length=1)]
    note: str = ""
    name: _Names
    life: _Life
    limits: _Limits
    packaging: Annotated[Mapping[str, _Packaging], Field(min_length=1)]

    @model_validator(mode="after")
    def _cold_limit_is_that_of_the_goods(self) -> ProductFile:
        alarm = self.limits.freeze_alarm.value
        if self.freezing and alarm < self.freezing.point.value:
            raise ValueError(
                f"limits.freeze_alarm {alarm} lies below freezing.point, {self.freezing.point.value}"
            )
        if self.chilling and alarm != self.chilling.threshold.value:
            raise ValueError(
                f"limits.freeze_alarm of goods that chilling injures is chilling.threshold, "
                f"{self.chilling.threshold.value}, not {alarm}"
            )
        return self

    @model_validator(mode="after")
    def _growth_stops_below_what_is_planned(self) -> ProductFile:
        stops = self.kinetics.minimum_temperature if self.kinetics else None
        coldest_c = min(self.life.reference_temperature.value, self.limits.planned.value)
        if stops and stops.value >= coldest_c:
            raise ValueError(
                f"kinetics.minimum_temperature {stops.value} is not below {coldest_c}, where goods are kept"
            )
        return self

    def product(self) -> Product:
        """Return the product that this file describes."""
        life, limits, kinetics = self.life, self.limits, self.kinetics
        packagings = {
            key: Packaging(key, packed.title, packed.lag.value / MINUTES_PER_HOUR)
            for key, packed in self.packaging.items()
        }
        return Product(
            id=self.id,
            name=self.name.en,
            names=MappingProxyType({"en": self.name.en, "zh": self.name.zh}),
            scientific_name=self.scientific_name,
            reference_life_h=life.reference_life.value * HOURS_PER_DAY,
            reference_c=life.reference_temperature.value,
            activation_kj_mol=life.activation_energy.value,
            pace=self._pace(),
            loss_factor=kinetics.safety_factor.value if kinetics and kinetics.safety_factor else 1.0,
            planned_c=limits.planned.value,
            upper_c=limits.upper.value,
            freeze_c=limits.freeze_alarm.value,
            chilling=self._cold_limits(),
            harvest_spread=life.harvest_spread.value,
            model_spread=life.model_spread.value,
            sensor_k=life.sensor_error.value,
            packagings=MappingProxyType(packagings),
            numbers=MappingProxyType(dict(numbers_of(self))),
            references=MappingProxyType(dict(self.references)),
            facts=ProductFacts.model_validate(
                {name: getattr(self, name) for name in ProductFacts.model_fields}
            ),
            note=self.note,
        )

    def _pace(self) -> Pace:
        reference_c, kinetics = self.life.reference_temperature.value, self.kinetics
        if kinetics is None or kinetics.model == "arrhenius":
            return arrhenius_pace(reference_c, self.life.activation_energy.value)
        if kinetics.minimum_temperature is not None:
            return SquareRootPace(reference_c, kinetics.minimum_temperature.value)
        bands = kinetics.ascending_bands
        edges_c = (bands[0].low.value, *(band.high.value for band in bands))
        return banded_pace(reference_c, Q10Bands(edges_c, tuple(band.q10.value for band in bands)))

    def _cold_limits(self) -> ColdLimits | None:
        if self.chilling is None or not self.chilling.tolerated:
            return None
        stood = sorted(
            (limit.temperature.value, limit.time.value * HOURS_PER_DAY)
            for limit in self.chilling.tolerated.values()
        )
        return ColdLimits(tuple(stood), self.chilling.threshold.value)


def load_products(paths: Sequence[Path] = (BUILTIN_PRODUCTS,)) -> Mapping[str, Product]:
    """Return the products of *paths* (files, or folders of ``*.toml``) by id.

    Raises:
        InvalidProduct: with every mistake of every file: file, field, value seen and reason.
    """
    return MappingProxyType({file.id: file.product() for file in load_files(paths, ProductFile)})
