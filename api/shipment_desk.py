"""Shipments, gathered with the outlook of their lots; and which lot should leave next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from alerts.assembly import Alerts
from alerts.buyer_rules import common_rules, required_days
from alerts.fefo import Stock, Turn, turns
from alerts.journey import JourneyState
from alerts.ledger import Passage
from alerts.lot import Lot, Shipment
from alerts.notify.audience import Language
from alerts.outlook import Halt, Outlook, Stretch, cooled_again, halted, outlook, way_of
from alerts.product import Product
from alerts.remaining_life import remaining_life
from api.lots_now import LotsNow
from api.schemas.shipments import (
    BuyerRuleAnswer,
    LotForecastAnswer,
    ShipmentCommand,
    ShipmentDetailAnswer,
    TurnAnswer,
    WhatIfAnswer,
    WhatIfCommand,
)
from api.views.goods import life_answer
from api.views.shipments import (
    fit_answers,
    forecast_answer,
    late_h,
    shipment_answer,
    what_if_answer,
)
from api.views.wording import shipped_title
from ingest.place import Place
from ingest.registry import Registry


class ShipmentDesk:
    """Shipments as they are shown. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._registry = registry
        self._alerts = alerts
        self._now = LotsNow(registry, alerts)

    def required_days(self, command: ShipmentCommand) -> float:
        """Return the life that is required on arrival [d]; raises UnknownLot or InvalidCommand."""
        if command.buyer_rule is None:
            return command.required_life_days or 0.0
        book, products = self._alerts.lot_book, self._alerts.products
        lots = (book.lot(lot_id) for lot_id in command.lots)
        return required_days(command.buyer_rule, ((lot, products.get(lot.product_id)) for lot in lots))

    def shipment(
        self, shipment_id: str, now_ms: int, language: Language = Language.ENGLISH
    ) -> ShipmentDetailAnswer:
        """Return one shipment with what is expected of its lots; raises UnknownShipment."""
        shipment = self._alerts.lot_book.shipment(shipment_id)
        forecasts, loads = [], self._load(shipment, now_ms)
        for load in loads:
            expected = load.outlook(shipment, load.way(shipment)) if load.journey else None
            forecasts.append(
                LotForecastAnswer(
                    lot_id=load.lot.id,
                    lot_name=load.lot.name,
                    as_of=load.as_of_ms,
                    forecast=forecast_answer(expected),
                )
            )
        goods = [(load.lot, load.product) for load in loads]
        rules = [
            BuyerRuleAnswer(
                id=rule_id,
                title=shipped_title(title, language),
                required_life_days=required_days(rule_id, goods),
            )
            for rule_id, title in common_rules(product for _, product in goods).items()
        ]
        return ShipmentDetailAnswer(**dict(shipment_answer(shipment)), forecasts=forecasts, buyer_rules=rules)

    def what_if(self, shipment_id: str, command: WhatIfCommand, now_ms: int) -> WhatIfAnswer:
        """Return what a change would make of a shipment, which stays as it is; raises UnknownShipment."""
        shipment = self._alerts.lot_book.shipment(shipment_id)
        arrives_at_ms = shipment.arrives_at_ms
        answers = []
        for load in self._load(shipment, now_ms):
            planned = changed = None
            if load.journey is not None and load.product is not None:
                way = load.way(shipment)
                other = _changed(way, command, load.product, load.lot, now_ms)
                planned, changed = load.outlook(shipment, way), load.outlook(shipment, other)
                arrives_at_ms = max(arrives_at_ms, other[-1].end_ms if other else 0)
            answers.append(what_if_answer(load.lot, planned, changed))
        late = late_h(shipment, arrives_at_ms)
        return WhatIfAnswer(arrives_at=arrives_at_ms, late_h=late, lots=answers)

    def turns(self, now_ms: int, language: Language = Language.ENGLISH) -> list[TurnAnswer]:
        """Return the lots that are here, first expired first, with who should go where."""
        book, products = self._alerts.lot_book, self._alerts.products
        lots, stays, journeys = book.lots(), book.stays(), self._alerts.ledger.journeys()
        passages = self._now.passages(lots, stays, journeys, now_ms)
        here = {stay.lot_id: stay.place_id for stay in stays if stay.covers(now_ms)}
        stocks = {
            lot.id: Stock(lot, products[lot.product_id], passages[lot.id].state)
            for lot in lots
            if lot.id in here and lot.id in passages and lot.product_id in products
        }
        shipments = {shipment.id: shipment for shipment in book.shipments()}
        places = {place.id: place for place in self._registry.places()}
        return [
            _turn_answer(turn, stocks[turn.lot_id], shipments, places.get(here[turn.lot_id]), language)
            for turn in turns(stocks.values(), tuple(shipments.values()), now_ms)
        ]

    def _load(self, shipment: Shipment, now_ms: int) -> list[_Load]:
        book, ledger = self._alerts.lot_book, self._alerts.ledger
        lots = [book.lot(lot_id) for lot_id in shipment.lot_ids]
        stays = [stay for lot in lots for stay in book.stays(lot.id)]
        newest = {passage.lot_id: passage for lot in lots for passage in ledger.journey(lot.id)}
        passages = self._now.passages(lots, stays, newest, now_ms)
        return [_Load(lot, self._alerts.products.get(lot.product_id), passages.get(lot.id)) for lot in lots]


class _Load(NamedTuple):
    """A lot in a shipment."""

    lot: Lot
    product: Product | None
    passage: Passage | None

    @property
    def journey(self) -> JourneyState | None:
        """Return what its history has come to; None where nothing is known."""
        return None if self.passage is None else self.passage.state

    @property
    def as_of_ms(self) -> int | None:
        """Return until when it was seen."""
        return None if self.passage is None else self.passage.as_of_ms

    def way(self, shipment: Shipment) -> tuple[Stretch, ...]:
        """Return its way from where its history has come to."""
        return (
            ()
            if self.journey is None
            else way_of(shipment, self.journey.at_ms, self.lot.planned_temperature_c)
        )

    def outlook(self, shipment: Shipment, way: Sequence[Stretch]) -> Outlook | None:
        """Return what is expected of it; None where nothing is known."""
        if self.journey is None or self.product is None:
            return None
        return outlook(self.product, self.lot, self.journey, way, shipment.required_life_days)


def _changed(
    way: Sequence[Stretch], command: WhatIfCommand, product: Product, lot: Lot, now_ms: int
) -> Sequence[Stretch]:
    delay, cooling = command.delay, command.cooling
    if delay is not None:
        at_ms = now_ms if delay.at is None else delay.at
        way = halted(way, Halt(at_ms, delay.hours, delay.temperature_c))
    if cooling is not None:
        at_ms = now_ms if cooling.at is None else cooling.at
        air_c = lot.planned_temperature_c if cooling.temperature_c is None else cooling.temperature_c
        way = halted(way, cooled_again(product, at_ms, air_c, cooling.hours))
    return way


def _turn_answer(
    turn: Turn, stock: Stock, shipments: Mapping[str, Shipment], place: Place | None, language: Language
) -> TurnAnswer:
    life = remaining_life(stock.product, stock.journey, stock.lot.planned_temperature_c)
    return TurnAnswer(
        lot_id=turn.lot_id,
        lot_name=stock.lot.name,
        product=stock.product.names[language.value],
        place_id=place.id if place else None,
        place_name=place.name if place else None,
        use_by=turn.use_by_ms,
        remaining_life_days=life_answer(life),
        fits=fit_answers(turn, shipments),
        goes_to=turn.goes_to,
    )
