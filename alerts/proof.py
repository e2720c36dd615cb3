"""Proof: once a day every channel carries a short message, and one that does not is told of by the others.

A channel that fails is found on the day it fails, not in the night when it is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from alerts.alert import EventKind, Notice, Severity
from alerts.ledger import Book, Ledger
from alerts.notify.audience import Language
from alerts.notify.gsm7 import MAX_CHARACTERS, plain
from alerts.notify.outbox import recipient_of
from alerts.people import Duty, Person
from ingest.clock import Clock, to_datetime

_LOOK_EVERY_S = 20.0
"""Real time: a proof may come this much later."""

_PATIENCE = timedelta(minutes=15)
"""House choice: how long a channel may take for its proof, with its own retries, before the others hear."""

_WINDOW = timedelta(hours=2)
"""A service that was down at the hour proves itself up to so much later, and not at any hour of the night."""

_DAY = timedelta(days=1)
_ABOUT = "proof"
_DETAIL_CHARACTERS = 60


class Proof:
    """Proves that people can be reached.

    Args:
        ledger: where notices wait, and where it is kept what became of them.
        channels: answers which channels there are now.
        duty: answers who is called now, and in which language.
        at: when, by the clock on the farm's wall; None: never.
        zone: answers the time zone of that clock.
        clock: the service's clock.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a proof needs to know
        self,
        ledger: Ledger,
        channels: Callable[[], Sequence[str]],
        duty: Callable[[], Duty],
        at: time | None,
        zone: Callable[[], ZoneInfo],
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._channels = channels
        self._duty = duty
        self._at = at
        self._zone = zone
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Prove until *stop* is set."""
        while not stop.is_set():
            self.prove_once()
            stop.wait(_LOOK_EVERY_S)

    def prove_once(self) -> None:
        """Do what is due now; what was done already today is not done again, also after a restart."""
        if self._at is None:
            return
        now_ms = self._clock.now_ms()
        now = to_datetime(now_ms).astimezone(self._zone()).replace(tzinfo=None)
        due = datetime.combine(now, self._at)  # by the wall: no night is left out
        if due > now:  # the one before: what is due shortly before midnight is looked after beyond it
            due -= _DAY
        since = now - due
        if since >= _WINDOW:
            return
        with self._ledger.transaction() as book:
            self._send(book, due, now_ms)
            if since >= _PATIENCE:
                self._complain(book, due, now_ms)

    def _send(self, book: Book, due: datetime, now_ms: int) -> None:
        for person_id in self._recipients():
            text = _WORDS[self._language(person_id)]["well"].format(at=f"{due:%H:%M}")
            key = f"{_ABOUT}/{due:%Y-%m-%d}/{person_id}"
            book.notices.add(_notice(key, EventKind.RESOLVED, Severity.WATCH, text, now_ms, person_id))

    def _complain(self, book: Book, due: datetime, now_ms: int) -> None:
        for channel in self._channels():
            fate = book.notices.fate(f"{_ABOUT}/{due:%Y-%m-%d}/{recipient_of(channel)}", channel)
            if fate is not None and fate.at_ms is not None:
                continue
            detail = (fate.detail if fate is not None else "")[:_DETAIL_CHARACTERS] or "-"
            for person_id in self._recipients():
                words = _WORDS[self._language(person_id)]["failed"]
                text = words.format(channel=channel, at=f"{due:%H:%M}", detail=detail)
                key = f"{_ABOUT}/{due:%Y-%m-%d}/{person_id}/{channel} failed"
                book.notices.add(_notice(key, EventKind.RAISED, Severity.ACT_NOW, text, now_ms, person_id))

    def _recipients(self) -> list[str]:
        return sorted({recipient_of(channel) for channel in self._channels()})

    def _language(self, person_id: str) -> Language:
        person = self._duty().person(person_id)
        return Language.ENGLISH if person is None else person.language


def try_out(book: Book, person: Person, by: str, now_ms: int) -> None:
    """Send *person* a short message now, on every channel, because somebody wants to see it arrive."""
    text = _WORDS[person.language]["tried"].format(by=by)
    key = f"{_ABOUT}/{now_ms}/{person.id}"
    book.notices.add(_notice(key, EventKind.RESOLVED, Severity.WATCH, text, now_ms, person.id))


_WORDS = {
    Language.ENGLISH: {
        "tried": "TEST Coldframe: {by} tries whether this reaches you. Nothing to do.",
        "well": "OK Coldframe: alert sender tested {at}. Nothing to do.",
        "failed": "CANNOT SEE Alert sender: {channel} did not take its test of {at} ({detail}). "
        "Check its address and credit.",
    },
    Language.CHINESE: {
        "tried": "测试 Coldframe：{by}正在测试能否通知到您，无需处理。",
        "well": "正常 Coldframe：{at}已测试警报发送，无需处理。",
        "failed": "无法监测 警报发送：{channel}未通过{at}的测试，请检查地址和余额。",
    },
}


def _notice(  # noqa: PLR0913, PLR0917 - the parts of a notice
    key: str, kind: EventKind, severity: Severity, text: str, now_ms: int, person_id: str
) -> Notice:
    short = plain(text)[:MAX_CHARACTERS] if text.isascii() else text
    return Notice(key, _ABOUT, kind, severity, text, short, text, now_ms, to=person_id)
