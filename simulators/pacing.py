"""The one place in which the simulators pass time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

LONGEST_NAP_S = 0.5


class Pacer:
    """Turns a story's time line into waiting, on the real clock or on one that runs faster.

    Args:
        start_ms: when the story starts [ms since the epoch].
        speed: seconds of the story in a second.
        stop: ends every wait.
        now_ms: the clock to follow; None: one of its own that starts at *start_ms* now.
    """

    def __init__(
        self, start_ms: int, speed: float, stop: threading.Event, now_ms: Callable[[], int] | None = None
    ) -> None:
        if not speed > 0.0:
            raise ValueError(f"a story's speed must be above 0, not {speed}")
        self._start_ms = start_ms
        self._speed = speed
        self._now_ms = now_ms
        self._origin_s = time.monotonic()
        self.stop = stop

    def now_s(self) -> float:
        """Return the present moment on the story's time line [s]."""
        if self._now_ms is not None:
            return (self._now_ms() - self._start_ms) / 1_000.0
        return (time.monotonic() - self._origin_s) * self._speed

    def wait_until(self, at_s: float) -> bool:
        """Wait for a moment of the story; return whether it came before the stop."""
        while not self.stop.is_set():
            left_s = (at_s - self.now_s()) / self._speed
            if left_s <= 0.0:
                return True
            self.stop.wait(min(left_s, LONGEST_NAP_S))
        return False

    def nap(self, duration_s: float) -> bool:
        """Wait *duration_s* of real time; return whether it passed before the stop."""
        return not self.stop.wait(duration_s)
