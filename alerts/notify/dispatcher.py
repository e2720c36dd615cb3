"""From the outbox to people: every channel at its own pace, nothing dropped, order kept per alert.

A notice is sent at least once: after a crash between sending and remembering it, it is sent again with
the same key. Each channel has its own lane (see ``lane``), so that one that hangs holds up no other.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from alerts.alert import Notice
from alerts.notify.lane import ChannelState, ChannelStatus, Lane, Pace
from alerts.notify.outbox import Channel, Delivery, Outbox
from ingest.clock import Clock

__all__ = ["Channel", "ChannelState", "ChannelStatus", "Delivery", "Dispatcher", "Outbox", "Pace"]


_LOOK_EVERY_S = 0.25
"""Real time: how soon a channel that is new starts, and one that is gone ends."""


class Dispatcher:
    """Brings every notice of *outbox* to every channel that it is for.

    Args:
        outbox: where notices wait, and where it is kept what became of them.
        channels: the ways to people; their names must differ.
        clock: the service's clock.
        pace: how fast and how patiently each channel is used.
    """

    def __init__(
        self, outbox: Outbox, channels: Sequence[Channel], clock: Clock, pace: Pace | None = None
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._pace = pace or Pace()
        self._lanes = self._lanes_of(channels)
        self._changing: tuple[Lane, ...] = ()
        self._running: dict[Lane, Running] = {}

    def change(self, channels: Sequence[Channel]) -> None:
        """Use *channels* from now on, besides those that were given at first."""
        taken = {lane.name for lane in self._lanes}
        lanes = self._lanes_of(channels)
        if any(lane.name in taken for lane in lanes):
            raise ValueError(f"channels need names that differ from {sorted(taken)}")
        self._changing = lanes

    def dispatch_once(self) -> int:
        """Try what is due now on every channel, and return how many notices got out."""
        return sum(lane.run_once() for lane in self._all())

    def run(self, stop: threading.Event) -> None:
        """Dispatch until *stop* is set; a notice that is being sent is finished first."""
        while not stop.is_set():
            self._follow(self._all())
            stop.wait(_LOOK_EVERY_S)
        self._follow(())
        for running in self._running.values():
            running.thread.join()

    def hand_over(self, channel: str, notice: Notice) -> bool:
        """Hand *notice* to *channel* past the outbox, which may be unwritable; False: it was not taken."""
        return any(lane.hand_over(notice) for lane in self._all() if lane.name == channel)

    def status(self) -> tuple[ChannelStatus, ...]:
        """Return how each channel fares."""
        return tuple(lane.status() for lane in self._all())

    def _all(self) -> tuple[Lane, ...]:
        return (*self._lanes, *self._changing)

    def _follow(self, wanted: Sequence[Lane]) -> None:
        """Start the lanes that are wanted and let the others end."""
        for lane, running in self._running.items():
            if lane not in wanted:
                running.stop.set()
        ending = {lane.name for lane, one in self._running.items() if one.stop.is_set() and one.is_busy}
        for lane in wanted:
            if lane not in self._running and lane.name not in ending:  # never two at one channel
                self._running[lane] = _start(lane)

    def _lanes_of(self, channels: Sequence[Channel]) -> tuple[Lane, ...]:
        names = [channel.name for channel in channels]
        if len(set(names)) < len(names):
            raise ValueError(f"channels need different names, not {names}")
        return tuple(Lane(self._outbox, channel, self._clock, self._pace) for channel in channels)


@dataclass(frozen=True, slots=True)
class Running:
    """A lane's thread, and how it is asked to end."""

    thread: threading.Thread
    stop: threading.Event

    @property
    def is_busy(self) -> bool:
        """Tell whether the thread has not ended yet."""
        return self.thread.is_alive()


def _start(lane: Lane) -> Running:
    stop = threading.Event()
    thread = threading.Thread(target=lane.run, args=(stop,), name=f"notify-{lane.name}", daemon=True)
    thread.start()
    return Running(thread, stop)
