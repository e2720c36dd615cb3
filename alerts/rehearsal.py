"""Rehearsal: an alert that goes the whole way to people, is marked as a test, and counts nowhere."""

from __future__ import annotations

import msgspec

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts, Severity
from alerts.cause import Cause
from alerts.errors import NotAllowedNow
from alerts.ledger.book import Book
from ingest.clock import MS_PER_HOUR

LONGEST_MS = MS_PER_HOUR
"""A rehearsal that nobody answers ends after this, and the history says so."""


def begin(book: Book, alert_id: str, place_id: str, by: str, now_ms: int) -> Alert:
    """Open a rehearsal at a place; NotAllowedNow while another one goes on there.

    It is severe, so that nobody's quiet hours are left out: whoever rehearses chooses the hour.
    """
    if any(alert.place_id == place_id for alert in _rehearsals(book)):
        raise NotAllowedNow(f"a rehearsal goes on at {place_id}: answer it, or wait until it ends")
    alert = Alert(
        id=alert_id,
        place_id=place_id,
        cause=Cause.REHEARSAL,
        severity=Severity.ACT_NOW,
        state=AlertState.OPEN,
        started_at_ms=now_ms,
        raised_at_ms=now_ms,
        ended_at_ms=None,
        updated_at_ms=now_ms,
        found_late=False,
        facts=Facts(),
    )
    book.alerts.put(alert)
    book.alerts.add_event(
        AlertEvent(0, alert_id, EventKind.RAISED, now_ms, alert.severity, by, "rehearsal"), untold=True
    )
    return alert


def end(book: Book, now_ms: int) -> int | None:
    """End the rehearsals that somebody has answered, or nobody for an hour; return when to look again."""
    waits_ms = []
    for alert in _rehearsals(book):
        over_ms = alert.started_at_ms + LONGEST_MS
        if alert.state is AlertState.OPEN and now_ms < over_ms:
            waits_ms.append(over_ms)
            continue
        answered = alert.acknowledged_by != ""
        note = f"answered by {alert.acknowledged_by}" if answered else "nobody answered"
        book.alerts.put(
            msgspec.structs.replace(
                alert, state=AlertState.RESOLVED, ended_at_ms=now_ms, updated_at_ms=now_ms
            )
        )
        line = AlertEvent(0, alert.id, EventKind.RESOLVED, now_ms, alert.severity, note=note)
        book.alerts.add_event(line, untold=not answered)  # who answered was told that somebody did
    return min(waits_ms, default=None)


def _rehearsals(book: Book) -> list[Alert]:
    return [one for one in book.alerts.lasting(Cause.REHEARSAL) if one.calls]
