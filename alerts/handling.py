"""Handling: how roughly a lot was handled so far, as a flag of its quality; never hours of life. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from alerts.alert import Spell
from alerts.lot import Stay
from ingest.quantity import VIBRATION


class Handling(msgspec.Struct, frozen=True):
    """How roughly a lot was handled.

    Attributes:
        knocks: how many knocks beyond everyday life.
        hardest_g: the hardest [g]; None where there was none.
        vibration_g2h: vibration beyond everyday roads, squared and summed [g² h].
        is_flagged: somebody was told, so that it should be looked at before it is sold.
    """

    knocks: int
    hardest_g: float | None
    vibration_g2h: float
    is_flagged: bool


class Roughness:
    """Everything rough that was found, wherever it was."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        self._with: defaultdict[str, list[Spell]] = defaultdict(list)
        self._at: defaultdict[str, list[Spell]] = defaultdict(list)
        for spell in spells:
            lot_id = spell.facts.lot_id
            (self._with[lot_id] if lot_id else self._at[spell.place_id]).append(spell)

    def of(self, lot_id: str, stays: Iterable[Stay]) -> Handling | None:
        """Return how roughly a lot was handled; None where nothing rough was found, or nobody measured.

        Devices that travelled with it speak for it where there were any, else those of its places.
        """
        told = self._with.get(lot_id) or [
            spell
            for stay in stays
            for place_id in stay.places
            for spell in self._at.get(place_id, ())
            if stay.covers(spell.started_at_ms)
        ]
        return _summed(told) if told else None


def _summed(spells: Sequence[Spell]) -> Handling:
    knocks = [one.facts for one in spells if one.facts.quantity != VIBRATION]
    shaken = [one.facts for one in spells if one.facts.quantity == VIBRATION]
    return Handling(
        knocks=sum(one.events or 0 for one in knocks),
        hardest_g=max((one.peak for one in knocks if one.peak is not None), default=None),
        vibration_g2h=sum(one.dose or 0.0 for one in shaken),
        is_flagged=any(one.raised_at_ms is not None for one in spells),
    )
