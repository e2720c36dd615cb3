"""Rules of places on the wire: their numbers, changes, and what changes would have told people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from alerts.rule_book import Kind, Subject
from alerts.settings import RuleValue
from api.schemas.base import Answer, Command
from api.schemas.values import Instant, KnownId

Path = Annotated[str, Field(min_length=1, max_length=120)]


class NumberAnswer(Answer):
    """One number of the rules of a place, product or lot.

    ``value`` holds now; ``value_beneath`` is what it would be without its own (of a place as in its recipe,
    of a lot as for its product), null where there would be none; ``grade`` is P, G, S, T, N, W, D or H as in
    the data files.
    """

    path: str
    value: float
    value_beneath: float | None
    unit: str
    own: bool
    source: str
    grade: str
    note: str


class SettingAnswer(Answer):
    """Who set a number, and when; ``value`` null: as without a number of its own again."""

    path: str
    value: float | None
    by: str
    note: str
    at: Instant


class AbsentAnswer(Answer):
    """A number that there is none of, and that may be set."""

    path: str
    unit: str


class RulesAnswer(Answer):
    """The rules of a place, product or lot; ``kind`` says which."""

    kind: str
    id: str
    title: str
    numbers: list[NumberAnswer]
    absent: list[AbsentAnswer]
    history: list[SettingAnswer]


class RulesCommand(Command):
    """New numbers of a place, product or lot, by dotted path; null: as without a number of its own again.

    A date, such as that on which a crop came to a stage, is written as ``2026-02-10`` or ``20260210``.
    """

    changes: Annotated[dict[Path, RuleValue | None], Field(min_length=1, max_length=100)]
    by: Annotated[str, Field(min_length=1, max_length=80)]
    note: Annotated[str, Field(max_length=500)] = ""


class BacktestCommand(Command):
    """Whose rules to try (of one place, product or lot), with which changes, on how many of the last days."""

    place_id: KnownId | None = None
    product_id: KnownId | None = None
    lot_id: KnownId | None = None
    changes: Annotated[dict[Path, RuleValue | None], Field(max_length=100, default_factory=dict)]
    days: Annotated[float, Field(gt=0.0, le=366.0)] = 30.0

    @model_validator(mode="after")
    def _is_about_one(self) -> BacktestCommand:
        given = [one for one in (self.place_id, self.product_id, self.lot_id) if one is not None]
        if len(given) != 1:
            raise ValueError(f"expected one of place_id, product_id and lot_id, saw {len(given)}")
        return self

    @property
    def subject(self) -> Subject:
        """Return whose rules are tried."""
        if self.place_id is not None:
            return Subject(Kind.PLACE, self.place_id)
        if self.product_id is not None:
            return Subject(Kind.PRODUCT, self.product_id)
        return Subject(Kind.LOT, self.lot_id or "")


class TriedAlertAnswer(Answer):
    """An alert that rules would have raised; ``ended_at`` null: it would last now."""

    place_id: str
    lot_ids: list[str]
    cause: str
    title: str
    """The cause in the words of whoever asks."""
    severity: str
    started_at: Instant
    raised_at: Instant
    ended_at: Instant | None
    quantity: str
    """What *peak* is measured in; empty where nothing was measured."""
    peak: float | None
    """How far it went: the highest, or where that is the trouble, the lowest."""
    only_here: bool
    """Whether the other rules would have raised nothing at that time for that cause."""


class BacktestAnswer(Answer):
    """What the present rules of a place, product or lot and the changed ones would have told people."""

    kind: str
    id: str
    days: float
    readings: int
    present: list[TriedAlertAnswer]
    changed: list[TriedAlertAnswer]
