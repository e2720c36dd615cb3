"""The condition of what brings readings in and keeps them: whether we hear, and whether it is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ingest.journal import JournalStatus


class Line(NamedTuple):
    """The connection to one broker; *detail* says why there is none."""

    broker: str
    connected: bool
    detail: str


class Condition(NamedTuple):
    """How intake is now.

    Attributes:
        journal: whether it takes readings, and how many hours it can hold for a consumer that is away.
        lines: the connections to brokers.
        store: why the store takes nothing; empty where it does.
    """

    journal: JournalStatus
    lines: tuple[Line, ...] = ()
    store: str = ""


class Senses(NamedTuple):
    """What answers through which brokers devices can be heard now, and how intake is."""

    lines: Callable[[], tuple[Line, ...]]
    condition: Callable[[], Condition]


def hears(lines: Sequence[Line]) -> bool:
    """Tell whether anything can be heard: without any broker that is asked of nobody.

    >>> hears([Line("a", False, "refused"), Line("b", True, "")]), hears([Line("a", False, "refused")])
    (True, False)
    """
    return not lines or any(line.connected for line in lines)
