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

__all__ = ["Context", "LotName", "compose", "long_text", "problem", "short_text", "what_to_do"]


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


def problem(alert: Alert, context: Context) -> str:
    """Return what is wrong, in the reader's language; in lists it stands beside the place's name."""
    finding = Finding(alert, EventKind.RAISED, context, alert.updated_at_ms)
    return chinese.problem(finding) if _in_chinese(context) else finding.problem


def what_to_do(alert: Alert, context: Context, now_ms: int) -> str:
    """Return what to do about an alert that goes on, at length where the reader's language has it."""
    finding = Finding(alert, EventKind.RAISED, context, now_ms)
    return f"{chinese.what_to_do(finding)}。" if _in_chinese(context) else finding.action.long


def short_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return what a text message says about *alert*, in one part, in the reader's language."""
    if _in_chinese(context):
        return chinese.short_text(Finding(alert, kind, context, now_ms))
    return english_short(alert, kind, context, now_ms)


def long_text(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> str:
    """Return the full text about *alert* in the reader's language."""
    if _in_chinese(context):
        return chinese.long_text(Finding(alert, kind, context, now_ms))
    return english_long(alert, kind, context, now_ms)


def _title(finding: Finding) -> str:
    if _in_chinese(finding.context):
        return chinese.title(finding)
    return f"{finding.urgency} {finding.context.place.name}: {finding.problem}"


def _in_chinese(context: Context) -> bool:
    return context.audience.language is Language.CHINESE


def _key(alert: Alert, kind: EventKind) -> str:
    """Return what makes this message one of its kind: alert, happening, and the moment that brought it."""
    taken = kind is EventKind.ACKNOWLEDGED
    return f"{alert.id}/{kind.value}/{alert.acknowledged_at_ms if taken else alert.updated_at_ms}"
