"""How wrong the clocks of gateways are, from when messages were sent and when they came.

A message cannot come before it was sent, so the smallest difference of late tells how far a clock is off:
delay only adds to it. A clock that is ahead shows at once. One that seems to be behind may also be a gateway
that hands on what it had kept during an outage: then the difference shrinks from message to message, or all
of them come within moments. So a clock is called wrong only after several messages in a row agree, and
one that is behind only when they came over two minutes or more.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from ingest.assess import AHEAD_TOLERANCE_MS, FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND
from ingest.newest import MOST_GATEWAYS, put_newest

TOLERANCE_MS = AHEAD_TOLERANCE_MS
"""How far a clock may be off before the times that it tells are corrected."""

_ENOUGH = 5
"""Messages in a row that have to agree."""

_STEADY_MS = 30 * MS_PER_SECOND
"""How far the differences of a clock that seems to be behind may lie apart, and agree. With the time below,
what is handed on late has to come at nearly the pace at which it was sent to be taken for a wrong clock."""

_LONG_ENOUGH_MS = 2 * MS_PER_MINUTE

_STEADY_AHEAD_MS = 2 * MS_PER_MINUTE
"""The same for one that is ahead, which delay cannot feign."""

_HELD_MS = 30 * MS_PER_SECOND
"""A correction stays as it is until it is off by more, so that the same measurement, told twice, gets the
same time twice."""

_WINDOW = 20
"""Of so many messages the smallest difference counts, so that a clock is seen to slow down."""


class Run(NamedTuple):
    """Messages in a row whose differences agree.

    Attributes:
        messages: how many.
        since_ms: when the first of them came [ms].
        high_ms: their largest difference [ms].
        low_ms: the smallest difference of the newest ones [ms].
        before_ms: the smallest difference of the ones before those [ms].
    """

    messages: int
    since_ms: int
    high_ms: int
    low_ms: int
    before_ms: int

    @property
    def offset_ms(self) -> int:
        """Return the smallest difference of late."""
        return min(self.low_ms, self.before_ms)

    def agrees_with(self, difference_ms: int) -> bool:
        """Tell whether a message with this difference belongs to them."""
        steady_ms = _STEADY_MS if difference_ms > 0 else _STEADY_AHEAD_MS
        if abs(difference_ms) <= TOLERANCE_MS:
            steady_ms = TOLERANCE_MS
        return self.high_ms - difference_ms <= steady_ms and difference_ms - self.offset_ms <= steady_ms

    def extended(self, difference_ms: int) -> Run:
        """Return them with one more."""
        messages, high_ms = self.messages + 1, max(self.high_ms, difference_ms)
        if self.messages % _WINDOW == 0:
            return Run(messages, self.since_ms, high_ms, difference_ms, self.low_ms)
        return Run(messages, self.since_ms, high_ms, min(self.low_ms, difference_ms), self.before_ms)

    def is_proof(self, now_ms: int) -> bool:
        """Tell whether they are enough to call a clock wrong that differs like this."""
        if self.messages < _ENOUGH:
            return False
        return self.offset_ms < 0 or now_ms - self.since_ms >= _LONG_ENOUGH_MS


class GatewayClock(NamedTuple):
    """What is known of a gateway's clock.

    Attributes:
        offset_ms: what has to be added to its times [ms]; negative: it is ahead.
        is_wrong: whether they are corrected by it.
        checked_ms: when it was last compared [ms].
        run: the messages that say so; None after a restart.
    """

    offset_ms: int
    is_wrong: bool
    checked_ms: int
    run: Run | None = None


def compared(clock: GatewayClock | None, sent_at_ms: int, received_at_ms: int) -> GatewayClock:
    """Return what is known of a clock once a message came that was sent at *sent_at_ms* by it. Pure."""
    difference_ms = received_at_ms - sent_at_ms
    if sent_at_ms < FIRST_CREDIBLE_MS:  # it was never set: there is nothing to correct by
        return GatewayClock(difference_ms, False, received_at_ms)
    run = clock.run if clock else None
    if run is not None and run.agrees_with(difference_ms):
        run = run.extended(difference_ms)
    else:
        run = Run(1, received_at_ms, difference_ms, difference_ms, difference_ms)
    if abs(difference_ms) <= TOLERANCE_MS:
        return GatewayClock(run.offset_ms, False, received_at_ms, run)
    if clock is not None and clock.is_wrong:
        is_off = abs(run.offset_ms - clock.offset_ms) > _HELD_MS
        if not (is_off and run.is_proof(received_at_ms)):
            return clock._replace(checked_ms=received_at_ms, run=run)
    return GatewayClock(run.offset_ms, run.is_proof(received_at_ms), received_at_ms, run)


class ClockWatch:
    """The clocks of all gateways; one thread notes, any may ask.

    ``changed`` names the gateways whose clocks are not written down as they are now; those that are not in
    ``clocks`` had to be forgotten.
    """

    def __init__(self, most: int = MOST_GATEWAYS) -> None:
        self.clocks: OrderedDict[str, GatewayClock] = OrderedDict()
        self.changed: set[str] = set()
        self._most = most

    def note(self, gateway: str, sent_at_ms: int | None, received_at_ms: int) -> int:
        """Return by how much the times in a message of *gateway* have to be corrected [ms]; mostly 0.

        A message that does not say when it was sent is corrected by what others of its gateway said.
        """
        clock = self.clocks.get(gateway)
        if sent_at_ms is not None:
            clock = compared(clock, sent_at_ms, received_at_ms)
            self.put(gateway, clock)
        return clock.offset_ms if clock is not None and clock.is_wrong else 0

    def put(self, gateway: str, clock: GatewayClock) -> None:
        """Let *clock* be what is known of *gateway*, the one heard last."""
        forgotten = put_newest(self.clocks, gateway, clock, self._most)
        self.changed.add(gateway)
        if forgotten is not None:
            self.changed.add(forgotten[0])
