"""People and the order in which they are called, as they travel over HTTP; secrets only ever inwards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from alerts.notify.audience import Language, TemperatureUnit
from alerts.people import Weekday
from api.schemas.base import Answer, Command
from api.schemas.values import GivenText, GivenTitle, Instant

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


class DutyChangeAnswer(Answer):
    """Who changed what, in words that hold no address."""

    at: Instant
    by: str
    what: str


class DutyAnswer(Answer):
    """Who is called, in which order; ``configured`` where the configuration file says so.

    ``version`` grows with every change; ``history`` has the newest change first.
    """

    configured: bool
    version: int
    history: list[DutyChangeAnswer]
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


class PersonTestCommand(Command):
    """Say who wants to know whether a person can be reached."""

    by: GivenText


class DutyCommand(Command):
    """Who is called from now on, in place of what was said before.

    ``by`` says who wants it so; without it, it is whoever the token was made for. With the ``version`` that
    was looked at, a change that somebody else has made since is not lost: the answer is 409 then.
    """

    by: GivenText | None = None
    version: Annotated[int, Field(ge=0)] | None = None
    step_minutes: Annotated[int, Field(ge=1, le=120)] = 5
    people: Annotated[tuple[PersonCommand, ...], Field(max_length=_MOST)] = ()
    steps: Annotated[tuple[StepCommand, ...], Field(max_length=_MOST)] = ()
