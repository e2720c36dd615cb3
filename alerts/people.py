"""People: who can be called and how, in which order and in which hours; as the configuration says it.

Hours are those of a wall clock: that of the alert's site for the steps, the person's own for quiet hours.
They are compared as the clock shows them, so that a change to or from summer time moves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from alerts.alert import Severity
from alerts.notify.audience import Audience, Language, TemperatureUnit, Turn
from alerts.settings import ChannelSettings
from ingest.clock import to_datetime
from ingest.configuration import Contradiction, Section
from ingest.settings import Identifier, Title
from ingest.settings.words import TimeZoneName


class Weekday(StrEnum):
    """A day on which hours begin; what reaches over midnight belongs to the day before."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


_DAYS = tuple(Weekday)


def _hours(text: str) -> str:
    try:
        _ends(text)
    except ValueError as error:
        raise ValueError("hours of a day, such as 18:00-06:00") from error
    return text


def _ends(text: str) -> tuple[time, time]:
    start, end = text.split("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


Hours = Annotated[str, AfterValidator(_hours)]
"""From one time of day to another, over midnight where the second is not after the first."""


def within(hours: str, days: Sequence[Weekday], moment: datetime) -> bool:
    """Tell whether a wall clock shows a time within *hours* that began on one of *days*.

    >>> night = datetime(2026, 6, 14, 2, 30)
    >>> within("18:00-06:00", [Weekday.SATURDAY], night), within("18:00-06:00", [Weekday.SUNDAY], night)
    (True, False)
    """
    start, end = _ends(hours)
    now, today = moment.time(), moment.weekday()
    if start < end:
        return start <= now < end and _DAYS[today] in days
    return (now >= start and _DAYS[today] in days) or (now < end and _DAYS[today - 1] in days)


class Person(Section):
    """``[[duty.people]]``: somebody who can be called.

    Attributes:
        id: lasting; steps and the history name people by it.
        name: what the others read.
        language, temperature, time_zone: how this person reads messages; without a zone, the site's clock.
        quiet: hours in which this person hears only of what is lost at once.
        reply_from: numbers or names that replies of this person come from.
        weekly_report: whether this person gets the weekly report.
        channels: how this person is reached; every message goes out on all of them.
    """

    id: Identifier
    name: Title
    language: Language = Language.ENGLISH
    temperature: TemperatureUnit = TemperatureUnit.CELSIUS
    time_zone: TimeZoneName | None = None
    quiet: Hours | None = None
    reply_from: tuple[Annotated[str, Field(min_length=3, max_length=80)], ...] = ()
    weekly_report: bool = False
    channels: Annotated[tuple[ChannelSettings, ...], Field(min_length=1)]

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield names of channels that stand twice."""
        yield from _doubles(("channels",), "name", raw.get("channels"))

    def hears(self, severity: Severity, zone: ZoneInfo, now_ms: int) -> bool:
        """Tell whether a message may disturb this person now; *zone* is that of the alert's site."""
        if severity is Severity.ACT_NOW or self.quiet is None:
            return True
        own = zone if self.time_zone is None else ZoneInfo(self.time_zone)
        return not within(self.quiet, _DAYS, to_datetime(now_ms).astimezone(own))

    def audience(self, turn: Turn | None = None) -> Audience:
        """Return how messages for this person are written."""
        return Audience(
            name=self.name,
            language=self.language,
            temperature=self.temperature,
            time_zone=self.time_zone or "",
            can_reply=bool(self.reply_from),
            turn=turn,
        )


class Step(Section):
    """``[[duty.steps]]``: who is called together, and in which hours of the site this step counts."""

    people: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    hours: Hours | None = None
    days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = _DAYS

    def counts(self, moment: datetime) -> bool:
        """Tell whether the step is manned at a moment of the site's wall clock."""
        return within(self.hours or "00:00-00:00", self.days, moment)


class Duty(Section):
    """``[duty]``: people, and the order in which they are called until one answers.

    Attributes:
        step_minutes: how long a step has to answer before the next is called.
        people: everybody who can be called.
        steps: the order; after the last it begins again.
    """

    step_minutes: Annotated[int, Field(ge=1, le=120)] = 5
    people: tuple[Person, ...] = ()
    steps: tuple[Step, ...] = ()

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield ids and reply numbers that stand twice, and steps that name nobody known."""
        yield from _doubles(("people",), "id", raw.get("people"))
        people = _rows(raw.get("people"))
        known = {row.get("id") for row in people}
        for number, row in enumerate(_rows(raw.get("steps"))):
            names = row.get("people")
            for position, name in enumerate(names if isinstance(names, list | tuple) else ()):
                if name not in known:
                    path = ("steps", number, "people", position)
                    yield Contradiction(path, name, "the id of one of the people")
        addresses = [str(one) for row in people for one in row.get("reply_from") or ()]
        counted = Counter(map(_number, addresses))
        for address in addresses:
            if counted.pop(_number(address), 0) > 1:
                yield Contradiction(("people",), address, "a reply_from that only one person has")

    def person(self, person_id: str) -> Person | None:
        """Return one of the people; None where nobody is called so any more."""
        return next((one for one in self.people if one.id == person_id), None)

    def replying_from(self, sender: str) -> Person | None:
        """Return whose replies come from *sender*, however its number is written; None where nobody's do."""
        plain = _number(sender)
        known = ((one, _number(address)) for one in self.people for address in one.reply_from)
        return next((one for one, address in known if address == plain), None)


def _number(text: str) -> str:
    """Return a number without what people and gateways write between its digits.

    >>> _number("+86 138-0000 0001"), _number("0086 13800000001"), _number("Ana@Chat")
    ('8613800000001', '8613800000001', 'ana@chat')
    """
    digits = "".join(letter for letter in text if letter not in " -()/.").removeprefix("+").lower()
    return digits.removeprefix("00") if digits.isdecimal() else digits


def _rows(rows: object) -> list[Mapping[str, Any]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _doubles(path: tuple[str, ...], field: str, rows: object) -> Iterator[Contradiction]:
    seen: set[object] = set()
    for number, row in enumerate(_rows(rows)):
        value = row.get(field)
        if isinstance(value, str) and value in seen:
            yield Contradiction((*path, number, field), value, "one that no other has")
        seen.add(value if isinstance(value, str) else None)
