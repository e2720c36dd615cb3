"""Ears: since when devices can be heard, so that nobody is missed who could not be heard.

Each broker is an ear. What a device says is heard through the broker that it was heard through last; of one
of which nobody knows that, as long as any broker is connected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ingest.clock import MS_PER_MINUTE
from ingest.condition import Line, hears

_BRIEF_MS = MS_PER_MINUTE
"""House choice: a connection that was lost for less is as if it had not been, so that one that comes and goes
does not keep devices from being missed for ever."""


class Hearing(NamedTuple):
    """Whether devices can be heard, and since when; where they cannot, since when they could before [ms]."""

    hears: bool
    since_ms: int


class Hearings(NamedTuple):
    """How it is through any broker, and through each of them."""

    any: Hearing
    through: Mapping[str, Hearing]

    @property
    def is_alike(self) -> bool:
        """Tell whether it makes no difference through which broker somebody is heard."""
        return all(one == self.any for one in self.through.values())

    def of_all(self, brokers: Iterable[str]) -> Hearing:
        """Return since when everybody can be heard who is heard through one of *brokers*."""
        found = [self.through.get(broker, self.any) for broker in brokers]
        return Hearing(all(one.hears for one in found), max(one.since_ms for one in found))


class Ear:
    """Remembers since when something can be heard; *now_ms*: when this begins."""

    def __init__(self, now_ms: int) -> None:
        self.is_deaf = False
        self._deaf_since_ms = self._since_ms = now_ms

    def listen(self, now_ms: int, *, hears: bool) -> Hearing:
        """Take how it is now, and return since when; that never lies ahead, though clocks are set back."""
        self._since_ms, self._deaf_since_ms = min(self._since_ms, now_ms), min(self._deaf_since_ms, now_ms)
        if not hears and not self.is_deaf:
            self._deaf_since_ms = now_ms
        elif hears and self.is_deaf and now_ms - self._deaf_since_ms >= _BRIEF_MS:
            self._since_ms = now_ms
        self.is_deaf = not hears
        return Hearing(hears, self._since_ms)


class Ears:
    """Remembers through which broker devices can be heard, and since when.

    Args:
        lines: answers which brokers are connected now; where there are none, everybody is heard.
        now_ms: when this begins.
    """

    def __init__(self, lines: Callable[[], Sequence[Line]], now_ms: int) -> None:
        self._lines = lines
        self._began_ms = now_ms
        self._any = Ear(now_ms)
        self._ears: dict[str, Ear] = {}

    @property
    def changed(self) -> bool:
        """Tell whether this is another than when it was last asked for."""
        return any(line.connected is self._ear(line).is_deaf for line in self._lines())

    def listen(self, now_ms: int) -> Hearings:
        """Return how it is now."""
        lines = self._lines()
        through = {one.broker: self._ear(one).listen(now_ms, hears=one.connected) for one in lines}
        return Hearings(self._any.listen(now_ms, hears=hears(lines)), through)

    def _ear(self, line: Line) -> Ear:
        return self._ears.setdefault(line.broker, Ear(self._began_ms))
