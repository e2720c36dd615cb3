"""Waking: a snooze or a silence whose time is over gives back its voice to what is still bad."""

from __future__ import annotations

import msgspec

from alerts.alert import Alert, AlertEvent, EventKind
from alerts.ledger.book import Book
from alerts.silence import Silence, SilenceState, covering


def wake(book: Book, now_ms: int) -> int | None:
    """End what has to end by *now_ms*, and return when the next snooze or silence ends.

    An alert that still lasts then is told again, as one that is still bad; recording never stopped.
    """
    silences = book.silences.unsettled()
    over = [one for one in silences if one.state(now_ms) is SilenceState.OVER]
    quiet = [one for one in silences if one.state(now_ms) is not SilenceState.OVER]
    ends_ms = [one.end_ms for one in quiet]
    for alert in book.alerts.lasting():
        until_ms = alert.snoozed_until_ms
        if not alert.calls or (until_ms is not None and until_ms > now_ms):
            ends_ms += [] if until_ms is None or not alert.calls else [until_ms]
            continue
        heard_again = [one for one in over if one.covers(alert)]
        if until_ms is not None or heard_again:
            _speak(book, alert, heard_again, now_ms)
    for one in over:
        book.silences.settle(one.id)
    return min(ends_ms, default=None)


def _speak(book: Book, alert: Alert, over: list[Silence], now_ms: int) -> None:
    """Write down that *alert* is still bad; where another silence holds, its end will say so."""
    note = f"silence of {over[0].by} has ended: {over[0].reason}" if over else "snooze has ended"
    awake = msgspec.structs.replace(alert, snoozed_by="", snoozed_until_ms=None)
    if awake != alert:
        book.alerts.put(awake)
    event = AlertEvent(0, alert.id, EventKind.STILL_BAD, now_ms, alert.severity, note=note)
    book.alerts.add_event(event, untold=covering(book.silences.unsettled(), alert, now_ms) is None)
