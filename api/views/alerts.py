"""An alert as people see it: in words, with its numbers and its history; pure."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts
from alerts.notify.message import Context, problem, short_text, what_to_do
from alerts.notify.outbox import Told
from api.schemas.alerts import AlertAnswer, AlertEventAnswer, FactsAnswer, HistoryLine
from api.views.state import alert_state
from ingest.clock import MS_PER_SECOND
from ingest.quantity import QUANTITIES

_PERCENT = 100.0
_GOES_ON = frozenset({AlertState.OPEN, AlertState.ACKNOWLEDGED})


def alert_answer(alert: Alert, events: Sequence[AlertEvent], context: Context, now_ms: int) -> AlertAnswer:
    """Return *alert* with its *events*, told in the words of *context* as of *now_ms*."""
    end_ms = now_ms if alert.ended_at_ms is None else alert.ended_at_ms
    return AlertAnswer(
        id=alert.id,
        place_id=alert.place_id,
        place_name=context.place.name,
        cause=alert.cause.value,
        title=problem(alert, context),
        message=short_text(alert, message_kind(alert), context, now_ms),
        what_to_do=what_to_do(alert, context, now_ms) if alert.state in _GOES_ON else "",
        severity=alert.severity.name.lower(),
        shown_as=alert_state(alert),
        state=alert.state.value,
        started_at=alert.started_at_ms,
        raised_at=alert.raised_at_ms,
        ended_at=alert.ended_at_ms,
        updated_at=alert.updated_at_ms,
        duration_s=max(0, end_ms - alert.started_at_ms) / MS_PER_SECOND,
        found_late=alert.found_late,
        acknowledged_by=alert.acknowledged_by or None,
        acknowledged_at=alert.acknowledged_at_ms,
        snoozed_by=alert.snoozed_by or None,
        snoozed_until=alert.snoozed_until_ms,
        resolved_by=alert.closed_by or None,
        resolved_reason=alert.closed_reason or None,
        root_cause=alert.root_cause,
        lots=list(alert.lot_ids),
        devices=list(alert.devices),
        device_names=[context.device_name(device) for device in alert.devices],
        facts=_facts_answer(alert.facts),
        events=[_event_answer(event) for event in events],
    )


def history(events: Sequence[AlertEvent], told: Sequence[Told]) -> list[HistoryLine]:
    """Return who saw, did and was told what, oldest first."""
    lines = [
        HistoryLine(
            at=event.at_ms,
            what=event.kind.value,
            by=event.by,
            note=event.note,
            until=event.until_ms,
            photo=_photo_path(event),
        )
        for event in events
    ]
    lines += [
        HistoryLine(
            at=one.notice.created_at_ms if one.at_ms is None else one.at_ms,
            what="told",
            to=one.channel,
            message=one.notice.short,
            state="sent" if one.at_ms is not None else "given up" if one.done else "waiting",
            detail=one.detail,
        )
        for one in told
    ]
    return sorted(lines, key=lambda line: line.at)


def _event_answer(event: AlertEvent) -> AlertEventAnswer:
    return AlertEventAnswer(
        id=event.id,
        kind=event.kind.value,
        at=event.at_ms,
        by=event.by,
        note=event.note,
        until=event.until_ms,
        photo=_photo_path(event),
    )


def _photo_path(event: AlertEvent) -> str | None:
    if event.kind is not EventKind.PHOTOGRAPHED:
        return None
    return f"/api/v1/alerts/{event.alert_id}/photos/{event.id}"


def message_kind(alert: Alert) -> EventKind:
    """Return as which kind of event an alert is told now.

    An alert that somebody has in hand is still told as what it is: the page shows beside it who has it.
    """
    if alert.state is AlertState.WITHDRAWN:
        return EventKind.WITHDRAWN
    if alert.state is AlertState.RESOLVED:
        if alert.closed_by:
            return EventKind.CLOSED
        return EventKind.FOUND_LATE if alert.found_late else EventKind.RESOLVED
    return EventKind.RAISED


def _facts_answer(facts: Facts) -> FactsAnswer:
    quantity = QUANTITIES.get(facts.quantity)
    return FactsAnswer(
        quantity=facts.quantity or None,
        unit=quantity.unit if quantity else None,
        value=facts.value,
        observed_at=facts.value_at_ms,
        limit=facts.limit,
        peak=facts.peak,
        peak_at=facts.peak_at_ms,
        trend_per_h=facts.trend_per_h,
        life_lost_h=facts.life_lost_h,
        life_left_h=facts.life_left_h,
        life_left_low_h=facts.life_left_low_h,
        too_late_at=facts.too_late_at_ms,
        product_temperature_c=facts.product_temperature_c,
        warm_spells=facts.warm_spells,
        lost_in_all_h=facts.lost_in_all_h,
        injury_pct=None if facts.injury is None else facts.injury * _PERCENT,
        on_arrival_low_h=facts.on_arrival_low_h,
        required_h=facts.required_h,
        arrives_at=facts.arrives_at_ms,
        due_at=facts.due_at_ms,
        breach_at=facts.breach_at_ms,
        breach_early_at=facts.breach_early_ms,
        breach_late_at=facts.breach_late_ms,
        act_by=facts.act_by_ms,
        dew_point_c=facts.dew_point_c,
        wet_h=facts.wet_h,
        infected_pct=None if facts.infected is None else facts.infected * _PERCENT,
        events=facts.events,
    )
