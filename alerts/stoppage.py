"""Stoppage: people are told, past the outbox, what of the service does not work, and that it does again.

A disk that takes no readings takes no notices either, and a channel that is refused carries none about
itself, so what is told here waits nowhere: it is handed to every channel at once, and again until the channel
has it. What was told is kept in memory only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from alerts.alert import EventKind, Notice, Severity
from alerts.notify.audience import Language
from alerts.notify.dispatcher import Dispatcher
from alerts.notify.gsm7 import MAX_CHARACTERS
from alerts.notify.outbox import recipient_of
from alerts.outage import PATIENCE_MS, Outage, words
from alerts.people import Duty
from ingest.clock import Clock

_LOOK_EVERY_S = 10.0
"""Real time, because it is about the machine."""

_ABOUT = "stoppage"


class Stoppage:
    """Tells of outages, each once.

    Args:
        outages: answers what does not work now.
        dispatcher: reaches people.
        duty: answers who they are, in which language, and when they may be called.
        zone: answers the time zone of the farm's wall clock.
        clock: the service's clock.
    """

    def __init__(
        self,
        outages: Callable[[], Sequence[Outage]],
        dispatcher: Dispatcher,
        duty: Callable[[], Duty],
        zone: Callable[[], ZoneInfo],
        clock: Clock,
    ) -> None:
        self._outages = outages
        self._dispatcher = dispatcher
        self._duty = duty
        self._zone = zone
        self._clock = clock
        self._since_ms: dict[str, int] = {}
        self._told: dict[str, tuple[Outage, set[str]]] = {}

    def run(self, stop: threading.Event) -> None:
        """Look until *stop* is set."""
        while not stop.wait(_LOOK_EVERY_S):
            self.look_once()

    def look_once(self) -> None:
        """Tell whoever has to know and does not yet."""
        now_ms = self._clock.now_ms()
        channels = {one.name for one in self._dispatcher.status()}
        lasting = {outage.subject: outage for outage in self._outages()}
        self._since_ms = {subject: min(self._since_ms.get(subject, now_ms), now_ms) for subject in lasting}
        for subject, outage in lasting.items():
            if now_ms - self._since_ms[subject] >= PATIENCE_MS[outage.kind]:
                told = self._told.get(subject, (outage, set[str]()))[1]
                unaware = sorted(channels - told - {outage.channel})
                told |= {name for name in unaware if self._tell(name, outage, now_ms)}
                self._told[subject] = outage, told
        for subject in sorted(self._told.keys() - lasting.keys()):
            outage, told = self._told.pop(subject)
            heard = told & channels
            missed = {name for name in sorted(heard) if not self._tell(name, outage, now_ms, over=True)}
            if missed:
                self._told[subject] = outage, missed

    def _tell(self, channel: str, outage: Outage, now_ms: int, *, over: bool = False) -> bool:
        """Hand one message to *channel*; False: it did not take it, or its person is not called now."""
        person_id = recipient_of(channel)
        person = self._duty().person(person_id)
        if person is not None and not person.hears(outage.severity, self._zone(), now_ms):
            return False
        text = words(outage, Language.ENGLISH if person is None else person.language, over=over)
        kind, severity = EventKind.RAISED, outage.severity
        if over:
            kind, severity = EventKind.RESOLVED, Severity.WATCH
        key = f"{_ABOUT}/{outage.subject}/{now_ms}/{channel}"
        notice = Notice(key, _ABOUT, kind, severity, text, text[:MAX_CHARACTERS], text, now_ms, to=person_id)
        return self._dispatcher.hand_over(channel, notice)
