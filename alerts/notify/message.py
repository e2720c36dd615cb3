"""What a person is told about an alert: a title, a text message, and the full text. Pure.

The order of words is always the same: urgency, place (product), value against limit, how long and which
way, door, what it costs the goods, what to do, and by when.
"""

from __future__ import annotations

from alerts.alert import Alert, EventKind, Notice
from alerts.notify import chinese
from alerts.notify.audience import Language
from alerts.notify.context import Context, LotName
from alerts.notify.findings import Finding
from alerts.notify.long import long_text as english_long
from alerts.notify.short import short_text as english_short

__all__ = ["Context", "LotName", "compose", "long_text", "short_text", "title", "what_to_do"]


def compose(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> Notice:
    """Return the message for what happened to *alert*; the same happening gives the same key."""
    finding = Finding(alert, kind, context, now_ms)
    return Notice(
        key=_key(alert, kind),
        alert_id=alert.id,
        kind=kind,
        severity=alert.severity,
        title=_title(finding),
        short=short_text(alert, kind, context, now_ms),
        long=long_text(alert, kind, context, now_ms),
        created_at_ms=now_ms,
    )


def title(alert: Alert, context: Context) -> str:
    """Return what an alert is called in lists: place and problem."""
    return f"{context.place.name}: {Finding(alert, EventKind.RAISED, context, alert.updated_at_ms).problem}"


def what_to_do(alert: Alert, context: Context, now_ms: int) -> str:
    """Return in full sentences what to do about an alert that goes on."""
    return Finding(alert, EventKind.RAISED, context, now_ms).action.long


def short_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return what a text message says about *alert*, in one part, in the reader's language."""
    if context.audience.language is Language.CHINESE:
        return chinese.short_text(Finding(alert, kind, context, now_ms))
    return english_short(alert, kind, context, now_ms)


def long_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return the full text about *alert* in the reader's language."""
    if context.audience.language is Language.CHINESE:
        return chinese.long_text(Finding(alert, kind, context, now_ms))
    return english_long(alert, kind, context, now_ms)


def _title(finding: Finding) -> str:
    if finding.context.audience.language is Language.CHINESE:
        return chinese.title(finding)
    return f"{finding.urgency} {title(finding.alert, finding.context)}"


def _key(alert: Alert, kind: EventKind) -> str:
    """Return what makes this message one of its kind: alert, happening, and the moment that brought it."""
    taken = kind is EventKind.ACKNOWLEDGED
    return f"{alert.id}/{kind.value}/{alert.acknowledged_at_ms if taken else alert.updated_at_ms}"
