"""The rules of places, products and lots: what they are, what others would have told, and changing them."""

from __future__ import annotations

from collections.abc import Collection

from alerts.adjustment import OWN_NOTE
from alerts.assembly import Alerts
from alerts.backtest import Backtest, Grounds, Tried
from alerts.cause import FRONTS, Cause
from alerts.notify.audience import Language
from alerts.own_terms import NOTES
from alerts.plan import Planner
from alerts.recipe import Recipe
from alerts.replay import Column
from alerts.rule_book import Changes, Kind, Setting, Subject
from alerts.sourced import numbers_of
from api.views.rules import RuleFacts
from api.views.wording import shipped_title
from ingest.assembly import Ingest
from ingest.clock import MS_PER_DAY, Clock
from ingest.place import Place
from ingest.quantity import CLOCK_ERROR

_ALL_POINTS = 1 << 40
"""More points than any series has: nothing is thinned."""


class RuleDesk:
    """Answers about rules, and changes them. May be called from any thread."""

    def __init__(self, ingest: Ingest, alerts: Alerts, clock: Clock) -> None:
        self._ingest = ingest
        self._alerts = alerts
        self._clock = clock
        self._planner = Planner(
            ingest.registry, alerts.lot_book, alerts.products, alerts.recipes, alerts.terms
        )

    def rules(self, subject: Subject, language: Language = Language.ENGLISH) -> RuleFacts:
        """Return the rules of a place, product or lot; raises UnknownName, UnknownProduct or UnknownLot."""
        if subject.kind is Kind.PLACE:
            _, recipe, own = self._place(subject.id, {})
            title = shipped_title(recipe.title, language)
            return RuleFacts(subject, title, recipe.numbers, own.numbers, own.file.absent(), OWN_NOTE)
        terms = self._alerts.terms
        if subject.kind is Kind.PRODUCT:
            title = self._alerts.products.edition(subject.id).product.names[language.value]
            beneath, held = terms.product_terms(subject.id)
        else:
            title = self._alerts.lot_book.lot(subject.id).name
            beneath, held = terms.lot_terms(subject.id)
        numbers, before = dict(numbers_of(held)), dict(numbers_of(beneath))
        return RuleFacts(subject, title, before, numbers, held.absent(), NOTES[subject.kind])

    def change(self, subject: Subject, changes: Changes, by: str, note: str) -> None:
        """Let a place, product or lot have these numbers from now on.

        Raises as ``rules`` does, InvalidCommand with everything that cannot be, or NotAllowedNow where
        that fits nothing that there is; nothing is changed then.
        """
        if subject.kind is Kind.PLACE:
            self._alerts.recipes.set(self._ingest.registry.place(subject.id), changes, by, note)
        elif subject.kind is Kind.PRODUCT:
            self._alerts.terms.set_for_product(subject.id, changes, by, note)
        else:
            self._alerts.terms.set_for_lot(subject.id, changes, by, note)

    def history(self, subject: Subject) -> tuple[Setting, ...]:
        """Return who set what, oldest first."""
        return self._alerts.rule_book.history(subject)

    def backtest(self, subject: Subject, changes: Changes, days: float) -> tuple[Tried, Tried]:
        """Return what rules would have told people in the last *days*: as they are, and changed.

        Raises as ``change`` does for what cannot be.
        """
        alerts, grounds = self._alerts, self._grounds(days)
        if subject.kind is Kind.PLACE:
            _, _, wanted = self._place(subject.id, changes)
            at_place = Backtest(grounds, subject.id)
            return at_place.tried(), at_place.tried(recipe=wanted)
        lot_ids = self._lots_of(subject, changes)
        of_lots = Backtest(grounds, lot_ids=[one for one in lot_ids if one in grounds.plan.lots])
        return of_lots.tried(), of_lots.tried(terms=alerts.terms.tried(subject, changes))

    def _lots_of(self, subject: Subject, changes: Changes) -> list[str]:
        """Return the lots that a product's or a lot's rules are for; raises where *changes* cannot be."""
        if subject.kind is Kind.LOT:
            self._alerts.terms.lot_terms(subject.id, changes)
            return [subject.id]
        self._alerts.terms.product_terms(subject.id, changes)
        return [lot.id for lot in self._alerts.lot_book.lots() if lot.product_id == subject.id]

    def _place(self, place_id: str, changes: Changes) -> tuple[Place, Recipe, Recipe]:
        """Return a place, its recipe, and what it should be like (with *changes*)."""
        place = self._ingest.registry.place(place_id)
        own = self._alerts.recipes.with_changes(place, changes)
        return place, self._alerts.recipes[place.recipe], own

    def _grounds(self, days: float) -> Grounds:
        end_ms = self._clock.now_ms()
        registry = self._ingest.registry
        heard: dict[str, Collection[str]] = {one.id: (CLOCK_ERROR,) for one in registry.gateways()}
        heard |= {device.id: device.quantities for device in registry.devices()}
        return Grounds(
            plan=self._planner.plan(heard),
            behind=self._planner.gateways(),
            heard=heard,
            known=self._alerts.ledger.found(Cause.UNTRUSTED, *FRONTS),
            start_ms=end_ms - int(days * MS_PER_DAY),
            end_ms=end_ms,
            read=self._read,
        )

    def _read(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Column:
        series = self._ingest.store.series(device, quantity, start_ms, end_ms, _ALL_POINTS)
        return series.observed_at_ms, series.value
