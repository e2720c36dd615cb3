"""People and the order in which they are called, as they travel over HTTP; secrets only ever inwards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from alerts.notify.audience import Language, TemperatureUnit
from alerts.people import Weekday
from api.schemas.base import Answer, Command
from api.schemas.values import GivenTitle

Words = Annotated[str, StringConstraints(max_length=200)]
GivenAddress = Annotated[str, StringConstraints(min_length=3, max_length=2_000)]
_MOST = 200


class PersonChannelAnswer(Answer):
    """A way to somebody: its name, and the service behind it; never its address."""

    name: str
    service: str


class PersonAnswer(Answer):
    """Somebody who can be called."""

    id: str
    name: str
    language: Language
    temperature: TemperatureUnit
    time_zone: str | None
    quiet: str | None
    reply_from: list[str]
    weekly_report: bool
    channels: list[PersonChannelAnswer]


class StepAnswer(Answer):
    """Who is called together, and when this step is manned."""

    people: list[str]
    hours: str | None
    days: list[Weekday]


class DutyAnswer(Answer):
    """Who is called, in which order; ``configured`` where the configuration file says so."""

    configured: bool
    step_minutes: int
    people: list[PersonAnswer]
    steps: list[StepAnswer]


class PersonChannelCommand(Command):
    """A way to somebody; without *url* the one that a channel of this name has stays."""

    name: Words
    url: GivenAddress | None = None


class PersonCommand(Command):
    """Somebody who can be called."""

    id: Words
    name: GivenTitle
    language: Language = Language.ENGLISH
    temperature: TemperatureUnit = TemperatureUnit.CELSIUS
    time_zone: Words | None = None
    quiet: Words | None = None
    reply_from: Annotated[tuple[Words, ...], Field(max_length=20)] = ()
    weekly_report: bool = False
    channels: Annotated[list[PersonChannelCommand], Field(min_length=1, max_length=20)]


class StepCommand(Command):
    """Who is called together, and when this step is manned; without hours and days: always."""

    people: Annotated[list[Words], Field(min_length=1, max_length=_MOST)]
    hours: Words | None = None
    days: tuple[Weekday, ...] = tuple(Weekday)


class DutyCommand(Command):
    """Who is called from now on, in place of what was said before."""

    step_minutes: Annotated[int, Field(ge=1, le=120)] = 5
    people: Annotated[tuple[PersonCommand, ...], Field(max_length=_MOST)] = ()
    steps: Annotated[tuple[StepCommand, ...], Field(max_length=_MOST)] = ()
