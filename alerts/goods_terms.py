"""What lots are judged by beside the numbers of their place: how warm, how cold, and what is worth a word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from pydantic import model_validator

from alerts.product import Product
from alerts.product_facts import Temperature
from alerts.recipe_sections import IceMass, Kelvins, Minutes
from alerts.sourced import DataFile, Number, Table, bounded, load_files, numbers_of
from ingest.clock import HOURS_PER_DAY, S_PER_MINUTE

_PERCENT = 100.0

_Hours = Annotated[Number, bounded("h", 0.0, 10_000.0)]
_Share = Annotated[Number, bounded("%", 0.1, 100.0)]


class Terms(msgspec.Struct, frozen=True):
    """The same, ready to be computed with; the names are those of ``GoodsRule``.

    Attributes:
        upper_c, lower_c: above and below this the goods are out of their storage range [°C].
        dwell_s: how long they may be too warm before anybody is told [s]; None: as their place says.
        legal_c: above this an auditor asks why, once they were cold [°C]; None: nobody does.
        required_life_h: what they must have left on arrival [h at the planned temperature]; None: what
            their buyer requires, where one does.
        ice_kg: ice that is packed with them [kg]; None: as their box says.
    """

    upper_c: float
    lower_c: float
    dwell_s: float | None
    legal_c: float | None
    required_life_h: float | None
    ice_kg: float | None
    watch_lost_h: float
    hysteresis_k: float
    cure_s: float
    act_now_lost_fraction: float
    act_now_loss_rate: float
    act_now_before_h: float
    too_late_fraction: float
    freeze_dwell_s: float
    budget_fraction: float
    waiting_fraction: float


class _Warm(Table):
    upper: Temperature | None = None
    dwell: Minutes | None = None
    worth_telling: _Hours
    hysteresis: Kelvins
    cured_after: Minutes


class _Severe(Table):
    lost: _Share
    pace: Annotated[Number, bounded("h/h", 0.0, 1_000.0)]
    ahead: _Hours


class _Lost(Table):
    lost: _Share


class _Cold(Table):
    lower: Temperature | None = None
    dwell: Minutes


class _Compliance(Table):
    upper: Temperature | None = None


class _Arrival(Table):
    required_life: Annotated[Number, bounded("d", 0.0, 1_000.0)] | None = None


class _Ice(Table):
    mass: IceMass | None = None


class TermsFile(DataFile):
    """Terms as they stand in their file."""

    warm: _Warm
    severe: _Severe
    too_late: _Lost
    cold: _Cold
    together: _Lost
    waiting: _Lost
    compliance: _Compliance = _Compliance()
    arrival: _Arrival = _Arrival()
    ice: _Ice = _Ice()

    @model_validator(mode="after")
    def _limits_are_in_order(self) -> TermsFile:
        upper, lower = self.warm.upper, self.cold.lower
        if upper is not None and lower is not None and not lower.value < upper.value:
            raise ValueError(f"cold.lower {lower.value} is not below warm.upper {upper.value}")
        legal = self.compliance.upper
        if upper is not None and legal is not None and legal.value < upper.value:
            raise ValueError(f"compliance.upper {legal.value} is not at or above warm.upper {upper.value}")
        return self

    def absent(self) -> Mapping[str, str]:
        """Return the unit of every number that this file does not have, and goods may have."""
        units = dict.fromkeys(("warm.upper", "cold.lower", "compliance.upper"), "°C")
        units |= {"warm.dwell": "min", "arrival.required_life": "d", "ice.mass": "kg"}
        known = {path for path, _ in numbers_of(self)}
        return {path: unit for path, unit in units.items() if path not in known}

    def of(self, product: Product) -> TermsFile:
        """Return these terms with the storage range of *product*, and the strictest law that it knows."""
        warm, cold = self.warm, self.cold
        upper = warm.upper or product.numbers["limits.upper"]
        lower = cold.lower or product.numbers["limits.freeze_alarm"]
        laws = sorted((law.maximum for law in product.facts.legal.values()), key=lambda one: one.value)
        return self.model_copy(
            update={
                "id": product.id,
                "references": {**self.references, **product.references},
                "warm": warm.model_copy(update={"upper": upper}),
                "cold": cold.model_copy(update={"lower": lower}),
                "compliance": _Compliance(upper=laws[0]) if laws else self.compliance,
            }
        )

    def terms(self) -> Terms:
        """Return the terms that this file describes, once a product has said what it may be stored at."""
        warm, cold, required = self.warm, self.cold, self.arrival.required_life
        if warm.upper is None or cold.lower is None:
            raise ValueError(f"{self.id}: no product has said yet at what it may be stored")
        return Terms(
            upper_c=warm.upper.value,
            lower_c=cold.lower.value,
            legal_c=None if self.compliance.upper is None else self.compliance.upper.value,
            dwell_s=None if warm.dwell is None else warm.dwell.value * S_PER_MINUTE,
            required_life_h=None if required is None else required.value * HOURS_PER_DAY,
            ice_kg=None if self.ice.mass is None else self.ice.mass.value,
            watch_lost_h=warm.worth_telling.value,
            hysteresis_k=warm.hysteresis.value,
            cure_s=warm.cured_after.value * S_PER_MINUTE,
            act_now_lost_fraction=self.severe.lost.value / _PERCENT,
            act_now_loss_rate=self.severe.pace.value,
            act_now_before_h=self.severe.ahead.value,
            too_late_fraction=self.too_late.lost.value / _PERCENT,
            freeze_dwell_s=cold.dwell.value * S_PER_MINUTE,
            budget_fraction=self.together.lost.value / _PERCENT,
            waiting_fraction=self.waiting.lost.value / _PERCENT,
        )


(GOODS,) = load_files((Path(__file__).parent / "terms",), TermsFile)
"""The terms of goods of which nobody has said otherwise."""
