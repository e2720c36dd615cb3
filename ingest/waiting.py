"""Messages that cannot be read before something else was announced, and what is asked for meanwhile.

They wait in memory, for a minute at most: gateways send them with QoS 0, so no promise is broken by a
crash, and whoever waits in vain ends in quarantine like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND
from ingest.message import Message, Request
from ingest.report import Awaited

LONGEST_MS = MS_PER_MINUTE
"""A gateway that is there answers a request within seconds."""

_MOST_OF_ONE = 1_000
_MOST = 10_000

_ASK_AGAIN_MS = 10 * MS_PER_SECOND
"""A gateway that is asked for its birth more often than this does nothing else."""

_MOST_ASKED = 10_000


class Waiter(NamedTuple):
    """A message that waits, when it came, and what it waits for."""

    message: Message
    received_at_ms: int
    why: Awaited


class WaitingRoom:
    """Who waits, by the scope that has to be announced."""

    def __init__(self) -> None:
        self._waiters: dict[str, list[Waiter]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, waiter: Waiter) -> bool:
        """Let a message wait; False: there is no room for it."""
        waiters = self._waiters.get(waiter.why.scope, [])
        if self._count >= _MOST or len(waiters) >= _MOST_OF_ONE:
            return False
        self._waiters.setdefault(waiter.why.scope, waiters).append(waiter)
        self._count += 1
        return True

    def remove(self, waiter: Waiter) -> None:
        """Let a message that waits go, as if it had never come."""
        waiters = self._waiters.get(waiter.why.scope, [])
        kept = [one for one in waiters if one is not waiter]
        self._count -= len(waiters) - len(kept)
        self._keep(waiter.why.scope, kept)

    def put_back(self, waiters: Sequence[Waiter]) -> None:
        """Let those wait again who were taken; they come first."""
        by_scope: dict[str, list[Waiter]] = {}
        for waiter in waiters:
            by_scope.setdefault(waiter.why.scope, []).append(waiter)
        for scope, first in by_scope.items():
            self._keep(scope, [*first, *self._waiters.get(scope, [])])
        self._count += len(waiters)

    def take(self, scope: str) -> tuple[Waiter, ...]:
        """Return, in their order, who waited for *scope*; they wait no longer."""
        waiters = self._waiters.pop(scope, [])
        self._count -= len(waiters)
        return tuple(waiters)

    def take_late(self, now_ms: int) -> tuple[Waiter, ...]:
        """Return who has waited for too long; they wait no longer."""
        if not self._count:
            return ()
        late: list[Waiter] = []
        for scope, waiters in list(self._waiters.items()):
            kept = [one for one in waiters if now_ms - one.received_at_ms < LONGEST_MS]
            late += [one for one in waiters if now_ms - one.received_at_ms >= LONGEST_MS]
            self._keep(scope, kept)
        self._count -= len(late)
        return tuple(late)

    def take_all(self) -> tuple[Waiter, ...]:
        """Return everybody; nobody waits any longer."""
        return tuple(one for scope in tuple(self._waiters) for one in self.take(scope))

    def _keep(self, scope: str, waiters: list[Waiter]) -> None:
        if waiters:
            self._waiters[scope] = waiters
        else:
            self._waiters.pop(scope, None)


class Asked:
    """What gateways were asked for lately, so that nobody is asked without end."""

    def __init__(self) -> None:
        self._asked_ms: dict[str, int] = {}

    def may_ask(self, request: Request, now_ms: int) -> bool:
        """Tell whether *request* may be sent now; then it counts as sent.

        A clock that was set back lets it be sent: waiting until it has caught up could take for ever.
        """
        asked_ms = self._asked_ms.get(request.topic)
        if asked_ms is not None and 0 <= now_ms - asked_ms < _ASK_AGAIN_MS:
            return False
        if asked_ms is None and len(self._asked_ms) >= _MOST_ASKED:
            del self._asked_ms[next(iter(self._asked_ms))]
        self._asked_ms[request.topic] = now_ms
        return True

    def forget(self, request: Request) -> None:
        """Let *request* be sent again: it was not."""
        self._asked_ms.pop(request.topic, None)
