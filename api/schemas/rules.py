"""Rules of places on the wire: their numbers, changes, and what changes would have told people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from alerts.settings import RuleValue
from api.schemas.base import Answer, Command
from api.schemas.values import Instant, KnownId

Path = Annotated[str, Field(min_length=1, max_length=120)]


class NumberAnswer(Answer):
    """One number of a place's rules.

    ``value`` holds now; ``recipe_value`` is what it would be without the place's own; ``grade`` is P, G, S,
    T, N, W, D or H as in the data files.
    """

    path: str
    value: float
    recipe_value: float
    unit: str
    own: bool
    source: str
    grade: str
    note: str


class SettingAnswer(Answer):
    """Who set a number of a place, and when; ``value`` null: as in the recipe again."""

    path: str
    value: float | None
    by: str
    note: str
    at: Instant


class RulesAnswer(Answer):
    """The rules of a place."""

    place_id: str
    recipe: str
    title: str
    numbers: list[NumberAnswer]
    history: list[SettingAnswer]


class RulesCommand(Command):
    """New numbers of a place, by dotted path; null: as in the recipe again.

    A date, such as that on which a crop came to a stage, is written as ``2026-02-10`` or ``20260210``.
    """

    changes: Annotated[dict[Path, RuleValue | None], Field(min_length=1, max_length=100)]
    by: Annotated[str, Field(min_length=1, max_length=80)]
    note: Annotated[str, Field(max_length=500)] = ""


class BacktestCommand(Command):
    """Which place's rules to try, with which changes, on how many of the last days."""

    place_id: KnownId
    changes: Annotated[dict[Path, RuleValue | None], Field(max_length=100, default_factory=dict)]
    days: Annotated[float, Field(gt=0.0, le=366.0)] = 30.0


class TriedAlertAnswer(Answer):
    """An alert that rules would have raised; ``ended_at`` null: it would last now."""

    cause: str
    severity: str
    started_at: Instant
    raised_at: Instant
    ended_at: Instant | None
    peak: float | None
    only_here: bool
    """Whether the other rules would have raised nothing at that time for that cause."""


class BacktestAnswer(Answer):
    """What the present rules and the changed ones would have told people."""

    place_id: str
    days: float
    readings: int
    present: list[TriedAlertAnswer]
    changed: list[TriedAlertAnswer]
