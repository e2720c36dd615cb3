"""One channel's lane out of the outbox: order per alert, back-off, and a limit per minute."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import structlog

from alerts.alert import EventKind, Notice
from alerts.errors import ChannelBroken, ChannelBusy
from alerts.notify.outbox import Channel, Delivery, Outbox
from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND, Clock

_LOOK_EVERY_S = 0.25
"""Real time, because it is about the machine: soon enough for a person, seldom enough for a small board."""

_AFTER_TROUBLE_S = 2.0
"""Real time: long enough for a disk or database to come back, and not to fill the log."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how patiently a channel is used.

    Attributes:
        per_minute: most attempts in a minute; what is more waits.
        first_retry_s: wait after the first failure; it doubles with each further one.
        longest_retry_s: the wait never grows beyond this.
        give_up_after_s: a notice older than this is not tried again, and the operator sees that.
        at_once: how many waiting notices are looked at together, the first of which goes that matters most.
    """

    per_minute: int = 30
    first_retry_s: float = 5.0
    longest_retry_s: float = 900.0
    give_up_after_s: float = 86_400.0
    at_once: int = 5_000

    def retry_after_ms(self, failures: int) -> int:
        """Return how long to wait after this many failures in a row.

        >>> [Pace().retry_after_ms(failures) for failures in (1, 2, 3, 60)]
        [5000, 10000, 20000, 900000]
        """
        doublings = min(max(failures, 1) - 1, 32)
        return int(min(self.first_retry_s * 2**doublings, self.longest_retry_s) * MS_PER_SECOND)


class ChannelState(StrEnum):
    """How a channel fares."""

    OK = "ok"
    BUSY = "busy"
    """The last attempt failed, and there will be another."""
    BROKEN = "broken"
    """The last attempt was refused for good: its address or its rights must be changed."""


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """A snapshot of one channel, counted since the service started."""

    name: str
    state: ChannelState
    detail: str
    sent: int
    failures_in_a_row: int


class Lane:
    """Takes one channel's notices out of the outbox."""

    def __init__(self, outbox: Outbox, channel: Channel, clock: Clock, pace: Pace) -> None:
        self.name = channel.name
        self._outbox = outbox
        self._channel = channel
        self._clock = clock
        self._pace = pace
        self._state = ChannelState.OK
        self._detail = ""
        self._sent = 0
        self._failures = 0
        self._rest_until_ms = 0
        self._attempts_at_ms: deque[int] = deque(maxlen=pace.per_minute)

    def status(self) -> ChannelStatus:
        """Return how the channel fares."""
        return ChannelStatus(self.name, self._state, self._detail, self._sent, self._failures)

    def run(self, stop: threading.Event) -> None:
        """Send what is due until *stop* is set; trouble with the outbox is logged, and tried again."""
        wait_s = 0.0
        while not stop.wait(wait_s):
            wait_s = _LOOK_EVERY_S
            try:
                self.run_once(stop)
            except Exception:  # noqa: BLE001 - a lane that dies would leave people unwarned
                _log.exception("outbox unusable", channel=self.name)
                wait_s = _AFTER_TROUBLE_S

    def run_once(self, stop: threading.Event | None = None) -> int:
        """Try what is due now, and return how many notices got out."""
        now_ms = self._clock.now_ms()
        if self._waits(self._rest_until_ms, now_ms) or self._spent(now_ms):
            return 0
        sent = 0
        waiting: set[str] = set()
        pending = self._outbox.pending(self.name, self._pace.at_once)
        outdated = _outdated(pending)
        for key in outdated:
            self._outbox.failed(key, self.name, "a newer call says what is so now", None)
        for delivery in _in_order([one for one in pending if one.notice.key not in outdated]):
            now_ms, alert_id = self._clock.now_ms(), delivery.notice.alert_id
            if self._spent(now_ms) or (stop is not None and stop.is_set()):
                break
            if alert_id in waiting or self._waits(delivery.retry_at_ms or 0, now_ms):
                waiting.add(alert_id)
                continue
            if not self._try(delivery, now_ms):
                break
            sent += self._state is ChannelState.OK
        return sent

    def hand_over(self, notice: Notice) -> bool:
        """Send *notice*, which is not in the outbox; False: the channel did not take it."""
        try:
            self._channel.send(notice)
        except Exception as error:  # noqa: BLE001 - one service's defect must not keep others from being told
            _log.warning("not handed over", channel=self.name, key=notice.key, detail=str(error))
            return False
        return True

    def _waits(self, until_ms: int, now_ms: int) -> bool:
        """Tell whether it is too early; further ahead is only what a clock that was set back left."""
        return 0 < until_ms - now_ms <= self._pace.longest_retry_s * MS_PER_SECOND

    def _spent(self, now_ms: int) -> bool:
        """Tell whether this minute's attempts are used up."""
        attempts = self._attempts_at_ms
        return len(attempts) == self._pace.per_minute and 0 <= now_ms - attempts[0] < MS_PER_MINUTE

    def _try(self, delivery: Delivery, now_ms: int) -> bool:
        """Send one notice and remember what came of it; False: the channel needs a rest."""
        self._attempts_at_ms.append(now_ms)
        key = delivery.notice.key
        try:
            self._channel.send(delivery.notice)
        except ChannelBroken as error:
            self._note(ChannelState.BROKEN, str(error))
            _log.error("channel broken", channel=self.name, key=key, detail=str(error))
            self._outbox.failed(key, self.name, str(error), None)
        except ChannelBusy as error:
            self._postpone(delivery, str(error), now_ms)
            return False
        except Exception as error:  # noqa: BLE001 - one service's defect must not stop the lane
            _log.exception("channel failed in a way of its own", channel=self.name, key=key)
            self._postpone(delivery, f"{type(error).__name__}: {error}", now_ms)
            return False
        else:
            self._note(ChannelState.OK, "")
            self._sent += 1
            self._outbox.sent(key, self.name, self._clock.now_ms())
        return True

    def _postpone(self, delivery: Delivery, detail: str, now_ms: int) -> None:
        notice = delivery.notice
        self._note(ChannelState.BUSY, detail)
        self._rest_until_ms = now_ms + self._pace.retry_after_ms(self._failures)
        retry_at_ms: int | None = now_ms + self._pace.retry_after_ms(delivery.attempts + 1)
        if now_ms - notice.created_at_ms >= self._pace.give_up_after_s * MS_PER_SECOND:
            _log.error("notice given up", channel=self.name, key=notice.key, detail=detail)
            detail, retry_at_ms = f"given up: {detail}", None
        self._outbox.failed(notice.key, self.name, detail, retry_at_ms)

    def _note(self, state: ChannelState, detail: str) -> None:
        self._state, self._detail = state, detail
        self._failures = 0 if state is ChannelState.OK else self._failures + 1


def _outdated(deliveries: Sequence[Delivery]) -> frozenset[str]:
    """Return the keys of calls that a newer call about the same alert has overtaken on the way.

    A channel that was away for an hour must not ring a dozen times with old readings when it is back.
    """
    calls: dict[str, list[str]] = {}
    for delivery in deliveries:
        if delivery.notice.kind is EventKind.CALLED:
            calls.setdefault(delivery.notice.alert_id, []).append(delivery.notice.key)
    return frozenset(key for keys in calls.values() for key in keys[:-1])


def _in_order(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Put alerts that failed least first, then those that matter most; each alert's own order stays."""
    rank: dict[str, tuple[int, int]] = {}
    for delivery in deliveries:
        alert_id, severity = delivery.notice.alert_id, -delivery.notice.severity
        attempts, worst = rank.get(alert_id, (delivery.attempts, severity))
        rank[alert_id] = (attempts, min(worst, severity))
    return sorted(deliveries, key=lambda delivery: rank[delivery.notice.alert_id])
