"""Counts of what came in and what became of it; they only grow, from zero at every start.

Two balances hold whenever nothing is in flight, and a test holds the service to them:

- ``received_messages`` = ``accepted_messages`` + ``repeated_messages`` + ``retained_messages``
  + ``control_messages`` + ``rejected_messages``: a message is never dropped without a word. *Accepted*:
  at least one of its values is in the journal. *Control*: it carries none by its nature. *Rejected*:
  none is in the journal, and the quarantine says why.
- ``accepted_readings``, as far as the writer has come, = ``stored_readings`` + ``repeated_readings``
  + ``refused_readings``.

``refused_publishes`` and ``refused_connections`` are what the embedded broker let nobody see: they were
never received.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from types import MappingProxyType

NAMES = (
    "received_messages",
    "accepted_messages",
    "repeated_messages",
    "retained_messages",
    "control_messages",
    "rejected_messages",
    "accepted_readings",
    "rejected_values",
    "stored_readings",
    "repeated_readings",
    "refused_readings",
    "corrected_readings",
    "evaluated_readings",
    "refused_publishes",
    "refused_connections",
    "forgotten_devices",
)
"""The counts that every service has, so that a page shows a zero and not a hole."""


class Counters:
    """Named counts that any thread may raise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(NAMES, 0)

    def add(self, name: str, amount: int = 1) -> None:
        """Raise the count *name* by *amount*, which is 0 or more; a new name starts at 0."""
        if amount < 0:
            raise ValueError(f"the count {name} only grows, so {amount} cannot be added to it")
        with self._lock:
            self._counts[name] = self._counts.get(name, 0) + amount

    def value(self, name: str) -> int:
        """Return the count *name*; 0 where nobody has raised it yet."""
        with self._lock:
            return self._counts.get(name, 0)

    def snapshot(self) -> Mapping[str, int]:
        """Return all counts as they were at one moment."""
        with self._lock:
            return MappingProxyType(dict(self._counts))
