"""Stoppage: people are told, past the outbox, that nothing is taken in any more, and that it is again.

A disk that takes no readings takes no notices either, so this one waits nowhere: it is handed to every
channel at once, and again until the channel has it. What was told is kept in memory only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import MappingProxyType

from alerts.alert import EventKind, Notice, Severity
from alerts.notify.audience import Language
from alerts.notify.dispatcher import Dispatcher
from alerts.notify.gsm7 import MAX_CHARACTERS
from alerts.notify.outbox import recipient_of
from alerts.people import Duty
from ingest.clock import MS_PER_MINUTE, Clock
from ingest.journal import JournalState

_LOOK_EVERY_S = 10.0
"""Real time, because it is about the machine."""

_PATIENCE_MS = MS_PER_MINUTE
"""House choice: a consumer that catches up within this time is nothing to wake people for."""

_ABOUT = "stoppage"


class Stoppage:
    """Tells of a journal that takes nothing.

    Args:
        state: answers how the journal is.
        dispatcher: reaches people.
        duty: answers who they are, and in which language.
        clock: the service's clock.
    """

    def __init__(
        self,
        state: Callable[[], JournalState],
        dispatcher: Dispatcher,
        duty: Callable[[], Duty],
        clock: Clock,
    ) -> None:
        self._state = state
        self._dispatcher = dispatcher
        self._duty = duty
        self._clock = clock
        self._since_ms: int | None = None
        self._told: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Look until *stop* is set."""
        while not stop.wait(_LOOK_EVERY_S):
            self.look_once()

    def look_once(self) -> None:
        """Tell whoever has to know and does not yet."""
        state, now_ms = self._state(), self._clock.now_ms()
        channels = {one.name for one in self._dispatcher.status()}
        if state.accepts:
            self._since_ms = None
            told = self._told & channels
            self._told = {name for name in told if not self._tell(name, state, EventKind.RESOLVED, now_ms)}
            return
        if self._since_ms is None:
            self._since_ms = now_ms
        if now_ms - self._since_ms >= _PATIENCE_MS:
            unaware = sorted(channels - self._told)
            self._told |= {name for name in unaware if self._tell(name, state, EventKind.RAISED, now_ms)}

    def _tell(self, channel: str, state: JournalState, kind: EventKind, now_ms: int) -> bool:
        """Hand one message to *channel*; False: it did not take it."""
        person_id = recipient_of(channel)
        person = self._duty().person(person_id)
        text = _WORDS[Language.ENGLISH if person is None else person.language][state]
        severity = Severity.WATCH if kind is EventKind.RESOLVED else Severity.ACT_NOW
        key = f"{_ABOUT}/{now_ms}/{channel}"
        notice = Notice(key, _ABOUT, kind, severity, text, text[:MAX_CHARACTERS], text, now_ms, to=person_id)
        return self._dispatcher.hand_over(channel, notice)


_ENGLISH_WELL = "OK Coldframe: readings are taken in again, with those that waited at the broker."
_CHINESE_WELL = "正常 Coldframe：已恢复接收读数，包括在消息服务器上等待的读数。"
_WORDS = MappingProxyType(
    {
        Language.ENGLISH: {
            JournalState.OK: _ENGLISH_WELL,
            JournalState.BEHIND: _ENGLISH_WELL,
            JournalState.FULL: "CANNOT SEE Coldframe: no reading is taken in, its journal or disk is full. "
            "Make room, or see why the store takes nothing.",
            JournalState.UNWRITABLE: "CANNOT SEE Coldframe: no reading is taken in, its disk cannot be "
            "written. Check the disk.",
        },
        Language.CHINESE: {
            JournalState.OK: _CHINESE_WELL,
            JournalState.BEHIND: _CHINESE_WELL,
            JournalState.FULL: "无法监测 Coldframe：日志或磁盘已满，不再接收读数。请腾出空间，或检查数据库。",
            JournalState.UNWRITABLE: "无法监测 Coldframe：磁盘无法写入，不再接收读数。请检查磁盘。",
        },
    }
)
