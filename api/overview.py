"""Places and the farm at a glance: reads the parts once, and leaves deciding to the pure views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

from alerts.alert import Alert
from alerts.assembly import Alerts
from alerts.notify.audience import Language
from api.alert_desk import AlertDesk, silent_devices
from api.recents import Recents
from api.schemas.places import (
    BrokerAnswer,
    PlaceAnswer,
    PlaceDetailAnswer,
    ReaderAnswer,
    SenderAnswer,
    SummaryAnswer,
)
from api.views.places import PlaceFacts, limits_of, place_answer, place_devices
from api.views.shades import RHYTHM_MS, shades_of
from api.views.state import Shown
from api.views.state_words import WORDS
from api.views.summary import FarmFacts, Pace, summary_answer
from ingest.assembly import Ingest
from ingest.errors import StoreError
from ingest.place import Installation, Place
from ingest.reading import Reading


class Overview:
    """Places as they are shown. May be called from any thread.

    Args:
        ingest: where readings, devices and places are.
        alerts: where alerts and goods are.
        desk: alerts as they are shown.
        pace: how time runs here.
    """

    def __init__(self, ingest: Ingest, alerts: Alerts, desk: AlertDesk, pace: Pace) -> None:
        self._ingest = ingest
        self._alerts = alerts
        self._desk = desk
        self._pace = pace
        self._recents = Recents(ingest.store)

    def places(self, now_ms: int, language: Language = Language.ENGLISH) -> tuple[PlaceAnswer, ...]:
        """Return every place as it is."""
        return self._answers(self._ingest.registry.places(), self._desk.lasting(), now_ms, language)

    def place(
        self, place_id: str, start_ms: int, end_ms: int, now_ms: int, language: Language = Language.ENGLISH
    ) -> PlaceDetailAnswer:
        """Return one place, with what was going on there between *start_ms* and *end_ms*."""
        registry = self._ingest.registry
        place = registry.place(place_id)
        alerts = self._desk.lasting()
        (answer,) = self._answers((place,), alerts, now_ms, language)
        hanging = tuple(self._hanging({place_id}, now_ms).values())
        devices = {here.device_id: registry.device(here.device_id) for here in hanging}
        spells = self._alerts.ledger.spells(place_id, start_ms - RHYTHM_MS, end_ms)
        return PlaceDetailAnswer(
            **dict(answer),
            devices=place_devices(hanging, devices, silent_devices(alerts)),
            limits=limits_of(self._alerts.recipes.of(place), answer.time_zone, now_ms),
            shades=shades_of(spells, start_ms, end_ms, self._alerts.lot_book.arrivals_ms(place_id, start_ms)),
        )

    def summary(
        self, now_ms: int, language: Language = Language.ENGLISH, *, may_command: bool
    ) -> SummaryAnswer:
        """Return the farm at a glance."""
        summary = self.look(now_ms, language)[1]
        return summary.model_copy(update={"reader": ReaderAnswer(may_command=may_command)})

    def look(
        self, now_ms: int, language: Language = Language.ENGLISH
    ) -> tuple[tuple[PlaceAnswer, ...], SummaryAnswer]:
        """Return every place, and the farm at a glance for a reader who may not command."""
        ingest = self._ingest
        alerts = self._desk.lasting()
        places = self._answers(ingest.registry.places(), alerts, now_ms, language)
        facts = FarmFacts(
            places=places,
            sites=ingest.registry.sites(),
            gateways=ingest.registry.gateways(),
            open_alerts=sum(alert.calls for alert in alerts),
            inbox_devices=len(ingest.registry.inbox()),
            journal=ingest.journal.status(),
            brokers=[
                BrokerAnswer(
                    name=one.title,
                    connected=one.connected,
                    detail=one.detail,
                    taken_messages=one.taken_messages,
                    lost_connections=one.lost_connections,
                    lost_sessions=one.losses.lost_sessions,
                    dropped_messages=one.losses.dropped_messages,
                )
                for one in ingest.subscribers
            ],
            pace=self._pace,
            senders=self._senders(),
            language=language,
        )
        return places, summary_answer(facts, now_ms)

    def _senders(self) -> list[SenderAnswer]:
        carried = self._alerts.ledger.handed_over()
        return [
            SenderAnswer(
                name=one.name, state=one.state.value, detail=one.detail, carried_at=carried.get(one.name)
            )
            for one in self._alerts.dispatcher.status()
        ]

    def open_alert_count(self) -> int:
        """Return how many alerts go on."""
        return sum(alert.calls for alert in self._desk.lasting())

    def _answers(
        self, places: Sequence[Place], alerts: Sequence[Alert], now_ms: int, language: Language
    ) -> tuple[PlaceAnswer, ...]:
        """Return *places* as they are, with whichever of *alerts* are about them."""
        wanted = {place.id for place in places}
        hanging: dict[str, list[Installation]] = defaultdict(list)
        for installation in self._hanging(wanted, now_ms).values():
            hanging[installation.place_id].append(installation)
        devices = [one.device_id for place_id in wanted for one in hanging[place_id]]
        readings, trouble = self._latest(devices)
        blind = WORDS[language].no_store.format(detail=trouble) if trouble else ""
        by_device = _by_device(readings)
        recents = self._recents.of(readings)
        sites = {site.id: site for site in self._ingest.registry.sites()}
        lots: dict[str, list[str]] = defaultdict(list)
        for stay in self._alerts.lot_book.stays():
            if stay.covers(now_ms):
                lots[stay.place_id].append(stay.lot_id)
        doubted = self._alerts.ledger.doubted(now_ms)
        shown: dict[str, list[Shown]] = defaultdict(list)
        for one in self._desk.shown((alert for alert in alerts if alert.place_id in wanted), language):
            shown[one.alert.place_id].append(one)
        return tuple(
            place_answer(
                PlaceFacts(
                    place=place,
                    site=sites[place.site_id],
                    recipe=self._alerts.recipes.of(place),
                    installations=hanging[place.id],
                    readings=[one for here in hanging[place.id] for one in by_device[here.device_id]],
                    recents=recents,
                    alerts=shown[place.id],
                    lot_ids=lots[place.id],
                    blind=blind,
                    doubted=doubted,
                    language=language,
                ),
                now_ms,
            )
            for place in places
        )

    def _latest(self, devices: Sequence[str]) -> tuple[tuple[Reading, ...], str]:
        """Return the newest readings, or why there are none to be had."""
        try:
            return self._ingest.store.latest(devices), ""
        except StoreError as error:
            return (), str(error)

    def _hanging(self, place_ids: Container[str], now_ms: int) -> Mapping[str, Installation]:
        installed = self._ingest.registry.installations()
        return {one.device_id: one for one in installed if one.place_id in place_ids and one.covers(now_ms)}


def _by_device(readings: Sequence[Reading]) -> Mapping[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.device].append(reading)
    return found
