"""What a crop or good is: how fast it spends its life, what it endures, how slowly it follows the air."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, model_validator

from alerts.errors import UnknownProduct
from alerts.product_facts import ProductFacts, Temperature
from alerts.sourced import DataFile, Number, Table, bounded, load_files, numbers_of

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
        activation_kj_mol: activation energy of what ends the life [kJ/mol].
        planned_c: temperature it is usually meant to be kept at [°C].
        upper_c: above this the goods are out of their storage range [°C].
        freeze_c: at or below this they are about to freeze, or, if chilling injures them, to be chilled: the
            hard low alarm [°C].
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
    planned_c: float
    upper_c: float
    freeze_c: float
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
            UnknownProduct: it is not packed like that; names what is known.
        """
        known = self.packagings
        try:
            return known[packaging_id or next(iter(known))]
        except KeyError:
            names = ", ".join(known)
            raise UnknownProduct(f"{self.id} has no packaging {packaging_id!r}; known: {names}") from None


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
    def _limits_ascend(self) -> ProductFile:
        freeze, planned, upper = (
            number.value for number in (self.limits.freeze_alarm, self.limits.planned, self.limits.upper)
        )
        if not freeze < planned < upper:
            raise ValueError(f"expected freeze_alarm < planned < upper, saw {freeze}, {planned}, {upper}")
        return self

    @model_validator(mode="after")
    def _cold_limit_is_that_of_the_goods(self) -> ProductFile:
        alarm = self.limits.freeze_alarm.value
        if self.freezing and alarm < self.freezing.point.value:
            raise ValueError(
                f"freeze_alarm {alarm} lies below the freezing point {self.freezing.point.value}"
            )
        if self.chilling and alarm != self.chilling.threshold.value:
            raise ValueError(
                f"the low limit of goods that chilling injures is the chilling threshold, "
                f"{self.chilling.threshold.value}, not {alarm}"
            )
        return self

    def product(self) -> Product:
        """Return the product that this file describes."""
        life, limits = self.life, self.limits
        packagings = {
            key: Packaging(key, packed.title, packed.lag.value / 60.0)
            for key, packed in self.packaging.items()
        }
        return Product(
            id=self.id,
            name=self.name.en,
            names=MappingProxyType({"en": self.name.en, "zh": self.name.zh}),
            scientific_name=self.scientific_name,
            reference_life_h=life.reference_life.value * 24.0,
            reference_c=life.reference_temperature.value,
            activation_kj_mol=life.activation_energy.value,
            planned_c=limits.planned.value,
            upper_c=limits.upper.value,
            freeze_c=limits.freeze_alarm.value,
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


def load_products(paths: Sequence[Path] = (BUILTIN_PRODUCTS,)) -> Mapping[str, Product]:
    """Return the products of *paths* (files, or folders of ``*.toml``) by id.

    Raises:
        InvalidProduct: with every mistake of every file: file, field, value seen and reason.
    """
    return MappingProxyType({file.id: file.product() for file in load_files(paths, ProductFile)})
