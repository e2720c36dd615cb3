"""Alerts, gathered with their histories and the names of everything that they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alerts.alert import Alert, AlertEvent
from alerts.assembly import Alerts
from alerts.cause import BLIND, Cause
from alerts.notify.audience import ANYBODY, Audience, Language
from alerts.notify.message import Context, problem, short_text
from alerts.surroundings import Surroundings
from api.schemas.alerts import AlertAnswer, HistoryLine
from api.views.alerts import alert_answer, history, message_kind
from api.views.state import Shown
from ingest.registry import Registry


class AlertDesk:
    """Alerts as they are shown. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._ledger = alerts.ledger
        self._surroundings = Surroundings(registry, alerts.lot_book, alerts.products, alerts.recipes)

    def lasting(self) -> tuple[Alert, ...]:
        """Return the alerts that go on by their readings, also those that a person closed; no rehearsals."""
        return tuple(alert for alert in self._ledger.lasting() if alert.cause is not Cause.REHEARSAL)

    def shown(self, alerts: Iterable[Alert], language: Language = Language.ENGLISH) -> list[Shown]:
        """Return *alerts* with their titles."""
        audience = Audience(language=language)
        return [Shown(alert, problem(alert, self._context(alert, audience))) for alert in alerts]

    def answer(self, alert: Alert, now_ms: int, audience: Audience = ANYBODY) -> AlertAnswer:
        """Return one alert with its history."""
        return self.answers((alert,), now_ms, audience)[0]

    def answers(
        self, alerts: Sequence[Alert], now_ms: int, audience: Audience = ANYBODY
    ) -> list[AlertAnswer]:
        """Return *alerts* with their histories, in the words of *audience*."""
        histories: dict[str, list[AlertEvent]] = defaultdict(list)
        for event in self._ledger.events_of(*(alert.id for alert in alerts)):
            histories[event.alert_id].append(event)
        return [
            alert_answer(alert, histories[alert.id], self._context(alert, audience), now_ms)
            for alert in alerts
        ]

    def history(self, alert: Alert) -> list[HistoryLine]:
        """Return who saw, did and was told what about one alert, oldest first."""
        return history(self._ledger.events_of(alert.id), self._ledger.told(alert.id))

    def said(self, alert: Alert, audience: Audience, now_ms: int) -> str:
        """Return what a text message to *audience* says about an alert now."""
        return short_text(alert, message_kind(alert), self._context(alert, audience), now_ms)

    def _context(self, alert: Alert, audience: Audience) -> Context:
        return replace(self._surroundings.of(alert), audience=audience)


def silent_devices(alerts: Iterable[Alert]) -> frozenset[str]:
    """Return the ids of the devices that have fallen silent, as *alerts* tell."""
    return frozenset(device for alert in alerts if alert.cause in BLIND for device in alert.devices)
