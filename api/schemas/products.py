"""Products as they travel over HTTP: what is known, from where, and how sure."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from alerts.edition import Origin
from api.schemas.base import Answer
from api.schemas.goods import LifeAnswer
from api.schemas.values import Instant


class ProductSummary(Answer):
    """A product that lots can be made of."""

    id: str
    name: str
    name_zh: str
    scientific_name: str
    origin: Origin


class NumberAnswer(Answer):
    """One number of a product: where it stands in the file, where it comes from, how sure it is."""

    path: str
    value: float
    unit: str
    low: float | None
    high: float | None
    grade: str
    grade_meaning: str
    sources: list[str]
    note: str


class LifeAtAnswer(Answer):
    """How long fresh goods keep at one temperature, and whether the kinetics were seen to hold there."""

    temperature_c: float
    days: LifeAnswer
    in_observed_range: bool


class PackagingAnswer(Answer):
    """One way in which a product is packed, and how slowly it then follows the air."""

    id: str
    title: str
    lag_h: float


class ProductChangeAnswer(Answer):
    """Somebody said something about a product, or took it back."""

    at: Instant
    who: str
    taken_back: bool


class ProductDetail(ProductSummary):
    """Everything that is known of a product.

    *definition* is the product as it stands in a file: change it and PUT it to override.
    """

    note: str
    beneath: Origin | None
    changed_at: Instant | None
    changed_by: str
    kinetics: str
    planned_temperature_c: float
    life: list[LifeAtAnswer]
    packagings: list[PackagingAnswer]
    numbers: list[NumberAnswer]
    changes: list[ProductChangeAnswer]
    definition: dict[str, Any]


class ProductCommand(BaseModel):
    """A product as it stands in a file, and as *definition* shows it; *id* may be left out.

    It is judged as a file is, with the same words, and so is a field that is not known.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Any = None
    scientific_name: Any = None
    note: Any = None
    name: Any = None
    life: Any = None
    limits: Any = None
    storage: Any = None
    freezing: Any = None
    chilling: Any = None
    kinetics: Any = None
    observed_life: Any = None
    respiration: Any = None
    legal: Any = None
    label_alarm: Any = None
    buyer: Any = None
    packaging: Any = None
    references: Any = None
