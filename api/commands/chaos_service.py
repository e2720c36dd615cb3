"""The service in a process of its own that can be killed, on a clock that can be stepped.

``python -m api.commands.chaos_service CLOCK CONFIG``: the file CLOCK says how wrong the clock is [ms].
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from api.commands.logs import write_logs_to
from api.commands.signals import stop_signals
from api.service import Service
from api.settings import load_settings
from ingest.clock import SystemClock

_LOOK_EVERY_S = 0.2


class SteppedClock:
    """The machine's clock with an offset that somebody else sets."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._system = SystemClock()
        self._offset_ms = 0
        self._looked_s = float("-inf")

    def now_ms(self) -> int:
        """Return the present instant as this clock has it [ms since the epoch, UTC]."""
        if time.monotonic() - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = time.monotonic()
            text = self._file.read_text(encoding="ascii")
            self._offset_ms = int(text) if text else self._offset_ms  # empty while it is being written
        return self._system.now_ms() + self._offset_ms

    def wait(self, event: threading.Event, duration_s: float) -> bool:
        """Wait for *event*, at most *duration_s* seconds."""
        return event.wait(duration_s)


def main(clock: Path, config: Path) -> None:
    """Run the service until it is asked to stop."""
    write_logs_to(sys.stderr)
    with stop_signals() as stop, Service(load_settings(config), SteppedClock(clock)):
        stop.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
