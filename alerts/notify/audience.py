"""Whom a message is for: language, units and clock of the reader, and which call of how many it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages that messages are written in."""

    ENGLISH = "en"
    CHINESE = "zh"


class TemperatureUnit(StrEnum):
    """In which unit a reader thinks of temperatures; they are kept in °C."""

    CELSIUS = "C"
    FAHRENHEIT = "F"


@dataclass(frozen=True, slots=True)
class Turn:
    """Which call of an alert this is.

    Attributes:
        number: 1 for the first call, 2 for the one after nobody answered, and so on.
        position, of: whose turn it is among the steps of this round.
        unanswered: who was called before and has not answered, by name.
    """

    number: int
    position: int
    of: int
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads a message; without a person: whoever has the channel, at the site's own clock.

    Attributes:
        name: the reader's name; empty for a channel that belongs to nobody.
        language, temperature: how the reader reads.
        time_zone: the reader's own; empty: that of the site.
        can_reply: whether a reply to the message reaches us.
        turn: which call it is; None where nobody is being called.
        take_url: a link of one use by which the reader says that they go; empty where there is none.
        alert_url: where the alert and its chart are shown; empty where that is not known.
    """

    name: str = ""
    language: Language = Language.ENGLISH
    temperature: TemperatureUnit = TemperatureUnit.CELSIUS
    time_zone: str = ""
    can_reply: bool = False
    turn: Turn | None = None
    take_url: str = ""
    alert_url: str = ""


ANYBODY = Audience()
"""Whoever reads a channel that belongs to nobody in particular."""
