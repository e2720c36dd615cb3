"""Alerts, gathered with the names of everything that they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alerts.alert import Alert, AlertEvent, AlertState, Cause
from alerts.assembly import Alerts
from alerts.lot import Lot
from alerts.notify.message import Context, LotName
from api.schemas.alerts import AlertAnswer
from api.views.alerts import alert_answer, problem_of
from api.views.state import Shown
from ingest.place import Place, Site
from ingest.registry import Registry

_MOST_ALERTS = 1_000
"""More lasting alerts than anybody could read."""
_LASTING = (AlertState.OPEN, AlertState.ACKNOWLEDGED)


@dataclass(frozen=True, slots=True)
class _Names:
    """What people call things, read once per answer."""

    places: Mapping[str, Place]
    sites: Mapping[str, Site]
    lots: Mapping[str, Lot]
    devices: Mapping[str, str]


class AlertDesk:
    """Alerts as they are shown. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._registry = registry
        self._alerts = alerts

    def lasting(self) -> tuple[Alert, ...]:
        """Return the alerts that go on."""
        ledger = self._alerts.ledger
        return tuple(alert for state in _LASTING for alert in ledger.alerts(state=state, limit=_MOST_ALERTS))

    def shown(self, alerts: Iterable[Alert]) -> list[Shown]:
        """Return *alerts* with their titles."""
        names = self._names()
        return [Shown(alert, problem_of(alert, self._context(alert, names))) for alert in alerts]

    def answer(self, alert: Alert, now_ms: int) -> AlertAnswer:
        """Return one alert with its history."""
        return self.answers((alert,), now_ms)[0]

    def answers(self, alerts: Sequence[Alert], now_ms: int) -> list[AlertAnswer]:
        """Return *alerts* with their histories."""
        if not alerts:
            return []
        histories: dict[str, list[AlertEvent]] = defaultdict(list)
        for event in self._alerts.ledger.events_of(*(alert.id for alert in alerts)):
            histories[event.alert_id].append(event)
        names = self._names()
        return [
            alert_answer(alert, histories[alert.id], self._context(alert, names), now_ms) for alert in alerts
        ]

    def _names(self) -> _Names:
        registry = self._registry
        return _Names(
            places={place.id: place for place in registry.places()},
            sites={site.id: site for site in registry.sites()},
            lots={lot.id: lot for lot in self._alerts.lot_book.lots()},
            devices={device.id: device.name for device in registry.devices()},
        )

    def _context(self, alert: Alert, names: _Names) -> Context:
        place = names.places[alert.place_id]
        recipe = self._alerts.recipes.get(place.recipe)
        lots = [names.lots[lot_id] for lot_id in alert.lot_ids if lot_id in names.lots]
        return Context(
            place=place,
            site=names.sites[place.site_id],
            lots=tuple(LotName(lot.id, lot.name, self._product_name(lot)) for lot in lots),
            recipe_title=recipe.title if recipe else "",
            device_names=names.devices,
        )

    def _product_name(self, lot: Lot) -> str:
        product = self._alerts.products.get(lot.product_id)
        return product.name if product else ""


def silent_devices(alerts: Iterable[Alert]) -> frozenset[str]:
    """Return the ids of the devices that have fallen silent, as *alerts* tell."""
    return frozenset(device for alert in alerts if alert.cause is Cause.SILENT for device in alert.devices)
