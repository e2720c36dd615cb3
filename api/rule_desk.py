"""The rules of places: what they are, what others would have told people, and changing them."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.assembly import Alerts
from alerts.backtest import Backtest, Grounds, Tried
from alerts.own_rules import Setting
from alerts.recipe import Recipe
from alerts.replay import Column
from alerts.watch import GOODS_DETECTORS
from ingest.assembly import Ingest
from ingest.clock import MS_PER_DAY, Clock
from ingest.place import Place

Changes = Mapping[str, float | None]
"""New values by dotted path; None: as in the recipe again."""

_ALL_POINTS = 1 << 40
"""More points than any series has: nothing is thinned."""


class RuleDesk:
    """Answers about rules, and changes them. May be called from any thread."""

    def __init__(self, ingest: Ingest, alerts: Alerts, clock: Clock) -> None:
        self._ingest = ingest
        self._alerts = alerts
        self._clock = clock

    def rules(self, place_id: str, changes: Changes | None = None) -> tuple[Place, Recipe, Recipe]:
        """Return a place, its recipe, and what it should be like (with *changes*).

        Raises UnknownName, or InvalidCommand with everything that cannot be.
        """
        place = self._ingest.registry.place(place_id)
        own = self._alerts.recipes.with_changes(place, changes or {})
        return place, self._alerts.recipes[place.recipe], own

    def change(self, place_id: str, changes: Changes, by: str, note: str) -> None:
        """Let a place have these numbers from now on; raises as ``rules`` does, and changes nothing then."""
        self._alerts.recipes.set(self._ingest.registry.place(place_id), changes, by, note)

    def history(self, place_id: str) -> tuple[Setting, ...]:
        """Return who set what for a place, oldest first."""
        return self._alerts.recipes.history(place_id)

    def backtest(self, place_id: str, changes: Changes, days: float) -> tuple[Tried, Tried]:
        """Return what a place's rules would have told people in the last *days*: as they are, and changed.

        Raises as ``rules`` does.
        """
        place, _, wanted = self.rules(place_id, changes)
        _, _, present = self.rules(place_id)
        test = Backtest(self._grounds(place, days))
        return test.tried(present), test.tried(wanted)

    def _grounds(self, place: Place, days: float) -> Grounds:
        end_ms = self._clock.now_ms()
        start_ms = end_ms - int(days * MS_PER_DAY)
        registry = self._ingest.registry
        spells = self._alerts.ledger.spells(place.id, start_ms, end_ms)
        return Grounds(
            place=place,
            zone=registry.site(place.site_id).time_zone,
            installations=[one for one in registry.installations() if one.place_id == place.id],
            quantities=lambda device_id: registry.device(device_id).quantities,
            goods=[spell for spell in spells if spell.detector in GOODS_DETECTORS],
            start_ms=start_ms,
            end_ms=end_ms,
            read=self._read,
        )

    def _read(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Column:
        series = self._ingest.store.series(device, quantity, start_ms, end_ms, _ALL_POINTS)
        return series.observed_at_ms, series.value
