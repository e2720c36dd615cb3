"""Threads with a name, whose failure is noticed: a loop that dies is a defect that must be seen."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)


class Worker:
    """One loop in one thread.

    Args:
        name: what it does, for logs, stack dumps and the health page.
        run: the loop; it returns soon after the event that it is given is set.
    """

    def __init__(self, name: str, run: Callable[[threading.Event], None]) -> None:
        self.name = name
        self._run = run
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._guarded, name=f"coldframe-{name}", daemon=True)
        self._failure = ""
        self._asked_to_stop = False

    def start(self) -> None:
        """Start the loop."""
        self._thread.start()

    def stop(self, timeout_s: float = 30.0) -> None:
        """Ask the loop to end and wait until it has; says so in the log where it does not."""
        self._asked_to_stop = True
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        if self._thread.is_alive():
            _log.error("a loop does not end", loop=self.name, waited_s=timeout_s)

    @property
    def trouble(self) -> str:
        """Say why the loop does not run although it should; empty where it does."""
        if self._failure:
            return f"{self.name} has stopped: {self._failure}"
        if not self._asked_to_stop and not self._thread.is_alive():
            return f"{self.name} does not run"
        return ""

    def _guarded(self) -> None:
        try:
            self._run(self._stop)
        except Exception as error:  # noqa: BLE001 - the health page and the log tell it; the others go on
            self._failure = f"{type(error).__name__}: {error}"
            _log.exception("a loop has failed", loop=self.name)
        else:
            if not self._asked_to_stop:
                self._failure = "it returned before it was asked to"
                _log.error("a loop has returned", loop=self.name)
