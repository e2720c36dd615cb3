"""From the outbox to people: every channel at its own pace, nothing dropped, order kept per alert.

A notice is sent at least once: after a crash between sending and remembering it, it is sent again with
the same key. Each channel has its own lane (see ``lane``), so that one that hangs holds up no other.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from alerts.notify.lane import ChannelState, ChannelStatus, Lane, Pace
from alerts.notify.outbox import Channel, Delivery, Outbox
from ingest.clock import Clock

__all__ = ["Channel", "ChannelState", "ChannelStatus", "Delivery", "Dispatcher", "Outbox", "Pace"]


class Dispatcher:
    """Brings every notice of *outbox* to every channel.

    Args:
        outbox: where notices wait, and where it is kept what became of them.
        channels: the ways to people; their names must differ.
        clock: the service's clock.
        pace: how fast and how patiently each channel is used.
    """

    def __init__(
        self, outbox: Outbox, channels: Sequence[Channel], clock: Clock, pace: Pace | None = None
    ) -> None:
        names = [channel.name for channel in channels]
        if len(set(names)) < len(names):
            raise ValueError(f"channels need different names, not {names}")
        self._lanes = tuple(Lane(outbox, channel, clock, pace or Pace()) for channel in channels)

    def dispatch_once(self) -> int:
        """Try what is due now on every channel, and return how many notices got out."""
        return sum(lane.run_once() for lane in self._lanes)

    def run(self, stop: threading.Event) -> None:
        """Dispatch until *stop* is set; a notice that is being sent is finished first."""
        threads = [
            threading.Thread(target=lane.run, args=(stop,), name=f"notify-{lane.name}", daemon=True)
            for lane in self._lanes
        ]
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join()

    def status(self) -> tuple[ChannelStatus, ...]:
        """Return how each channel fares."""
        return tuple(lane.status() for lane in self._lanes)
