"""Rules of places on the wire: their numbers, changes, and what changes would have told people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

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
