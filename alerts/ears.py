"""Ears: since when what devices say can be heard at all, so that nobody is missed who could not be heard."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ingest.clock import MS_PER_MINUTE

_BRIEF_MS = MS_PER_MINUTE
"""House choice: a connection that was lost for less is as if it had not been, so that one that comes and goes
does not keep devices from being missed for ever."""


class Hearing(NamedTuple):
    """Whether devices can be heard, and since when; where they cannot, since when they could before [ms]."""

    hears: bool
    since_ms: int


class Ears:
    """Remembers since when devices can be heard.

    Args:
        hears: answers whether any can now.
        now_ms: when this begins.
    """

    def __init__(self, hears: Callable[[], bool], now_ms: int) -> None:
        self._hears = hears
        self._deaf_since_ms: int | None = None
        self._since_ms = now_ms

    @property
    def changed(self) -> bool:
        """Tell whether this is another than when it was last asked for."""
        return self._hears() is (self._deaf_since_ms is not None)

    def listen(self, now_ms: int) -> Hearing:
        """Return how it is now."""
        hears = self._hears()
        if not hears and self._deaf_since_ms is None:
            self._deaf_since_ms = now_ms
        elif hears and self._deaf_since_ms is not None:
            if now_ms - self._deaf_since_ms >= _BRIEF_MS:
                self._since_ms = now_ms
            self._deaf_since_ms = None
        return Hearing(hears, self._since_ms)
