"""Do over HTTP what people at the packhouse do: enter a harvest, say where it is moved, send it off."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import httpx

from simulators.gateways.instants import epoch_ms, rfc3339
from simulators.pacing import Pacer
from simulators.specs import Scenario, ShipmentSpec
from simulators.timeline import Passage, Timeline

Json: TypeAlias = Mapping[str, object]

_log = logging.getLogger(__name__)

ENTERED_AFTER_S = 60.0
"""How long after the deed people enter it."""

LONGEST_PAUSE_S = 5.0


def api_client(api_url: str, token: str | None, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client for the API at *api_url*, such as ``http://127.0.0.1:8321``."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    base_url = f"{api_url.rstrip('/')}/api/v1/"
    return httpx.Client(base_url=base_url, headers=headers, timeout=10.0, transport=transport)


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that people enter.

    Attributes:
        at_s: when they do so, on the story's time line; below zero: as soon as the story starts.
        path: which resource of the API it goes to.
        body: what it says.
    """

    at_s: float
    path: str
    body: Json


class Packhouse:
    """The people of one telling of a scenario."""

    def __init__(self, scenario: Scenario, seed: int, start_ms: int) -> None:
        self._scenario = scenario
        self._start_ms = start_ms
        self._passages = {passage.lot.id: passage for passage in Timeline(scenario, seed).passages}

    def work(self, client: httpx.Client, pacer: Pacer) -> None:
        """Run every errand at its time, until all are done or the story is stopped."""
        for errand in self.errands():
            if not pacer.wait_until(errand.at_s) or not _run(client, errand, pacer):
                return

    def errands(self) -> tuple[Errand, ...]:
        """Return everything that people enter, in the order in which they do."""
        errands = [
            *(errand for passage in self._passages.values() for errand in self._of_lot(passage)),
            *(self._of_shipment(shipment) for shipment in self._scenario.shipments),
        ]
        return tuple(sorted(errands, key=lambda errand: errand.at_s))

    def lot_id(self, lot: str) -> str:
        """Return the number a lot is entered under: its name with the day and time of its harvest.

        A story that is told again, later, brings other lots.
        """
        passage = self._passages[lot]
        zone = ZoneInfo(self._scenario.farm["sites"][0]["time_zone"])
        picked_ms = epoch_ms(self._start_ms, passage.picked_s)
        picked = datetime.fromtimestamp(picked_ms / 1_000, tz=UTC).astimezone(zone)
        return f"{lot}-{picked:%m%d-%H%M}"

    def _of_lot(self, passage: Passage) -> Iterator[Errand]:
        lot, first, lot_id = passage.lot, passage.stays[0], self.lot_id(passage.lot.id)
        entered: dict[str, object] = {
            "id": lot_id,
            "name": lot.name,
            "product": lot.product,
            "packaging": lot.packaging,
            "harvested_at": self._at(passage.picked_s),
            "place": first.place,
            "from": self._at(first.window.start_s),
            "initial_temperature_c": lot.initial_temperature_c,
            "planned_temperature_c": lot.planned_temperature_c,
            "quantity_kg": lot.quantity_kg,
        }
        body = {key: value for key, value in entered.items() if value != ""}
        yield Errand(first.window.start_s + ENTERED_AFTER_S, "lots", body)
        for stay in passage.stays[1:]:
            start_s = stay.window.start_s
            body = {"place": stay.place or None, "from": self._at(start_s)}
            yield Errand(start_s + ENTERED_AFTER_S, f"lots/{lot_id}/stays", body)

    def _of_shipment(self, shipment: ShipmentSpec) -> Errand:
        lots = [self.lot_id(lot) for lot in shipment.lots]
        number = lots[0].removeprefix(shipment.lots[0])
        body = {
            "id": f"{shipment.id}{number}",
            "name": shipment.name,
            "buyer": shipment.buyer,
            "lots": lots,
            "due_at": self._at(shipment.due_s),
            "required_life_days": shipment.required_life_days,
        }
        return Errand(shipment.created_s, "shipments", body)

    def _at(self, at_s: float) -> str:
        return rfc3339(self._start_ms, at_s)


def _run(client: httpx.Client, errand: Errand, pacer: Pacer) -> bool:
    """Enter one thing, as often as it takes; return False only when the story is stopped."""
    pause_s = 0.2
    while True:
        answer = _answer(client, errand)
        if answer is not None and not answer.is_server_error:
            if not answer.is_success:
                _log.warning("the API refused %s: %s %s", errand.path, answer.status_code, answer.text)
            return True
        if not pacer.nap(pause_s):
            return False
        pause_s = min(2.0 * pause_s, LONGEST_PAUSE_S)


def _answer(client: httpx.Client, errand: Errand) -> httpx.Response | None:
    """Return the API's answer; None as long as nobody answers."""
    try:
        return client.post(errand.path, json=errand.body)
    except httpx.TransportError as error:
        _log.info("the API does not answer yet: %s", error)
        return None
