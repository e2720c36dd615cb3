"""What some gateways have to be sent again and again, because they publish only while somebody listens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.message import Request


class KeepAlive(NamedTuple):
    """A message to a gateway, and how often it is due."""

    request: Request
    period_s: float


class KeepAlives:
    """Which of them are due; at first all of them, in their order.

    >>> alive = KeepAlives([KeepAlive(Request("R/portal/keepalive", b""), 30.0)])
    >>> [len(alive.due(now_s)) for now_s in (100.0, 129.0, 130.0, 131.0)]
    [1, 0, 1, 0]
    """

    def __init__(self, wanted: Sequence[KeepAlive] = ()) -> None:
        self._wanted = tuple(wanted)
        self._due_s: dict[KeepAlive, float] = {}

    def due(self, now_s: float) -> tuple[Request, ...]:
        """Return what has to be sent now; it is due again after its period."""
        found = [one for one in self._wanted if now_s >= self._due_s.get(one, now_s)]
        for one in found:
            self._due_s[one] = now_s + one.period_s
        return tuple(one.request for one in found)

    def start_again(self) -> None:
        """Forget what was sent: there is a new connection, and what was published in between is lost."""
        self._due_s.clear()
