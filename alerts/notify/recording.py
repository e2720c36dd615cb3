"""A channel that only remembers what it was given; for the demo, for rehearsals and for tests."""

from __future__ import annotations

import threading
from collections.abc import Callable

from alerts.alert import Notice


class RecordingChannel:
    """Keeps every notice in memory, newest last.

    Args:
        name: the channel's name.
        on_notice: called with each notice after it was kept (the demo prints a line); optional.
    """

    def __init__(self, name: str = "recording", on_notice: Callable[[Notice], None] | None = None) -> None:
        self.name = name
        self._on_notice = on_notice
        self._notices: list[Notice] = []
        self._lock = threading.Lock()

    def send(self, notice: Notice) -> None:
        """Keep *notice*."""
        with self._lock:
            self._notices.append(notice)
        if self._on_notice is not None:
            self._on_notice(notice)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Return what was sent so far, in the order in which it was sent."""
        with self._lock:
            return tuple(self._notices)
