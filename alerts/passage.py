"""Passages: how far the life of a lot had been spent in one part of its way, and who tells so. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from alerts.journey import JourneyState
from alerts.share import Common, Share, journey_of

Told: TypeAlias = tuple[JourneyState, int]
"""A history, and from when on the time since its end is a gap [ms]."""


class Voice(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How one source tells of a lot that is still there: by a history, or by its share in that of a herd.

    Attributes:
        watch_id: the number of the watch that listens to it.
        journey, missed_ms: its history, and from when on the time since then is a gap [ms].
        herd_id, share: which herd's it follows from, and how.
    """

    watch_id: int
    journey: JourneyState | None = None
    missed_ms: int | None = None
    herd_id: int | None = None
    share: Share | None = None

    def told(self, herds: Mapping[int, Common]) -> Told | None:
        """Return what it tells, by what *herds* have come to; None where its herd is not among them."""
        if self.journey is not None and self.missed_ms is not None:
            return self.journey, self.missed_ms
        common = None if self.herd_id is None else herds.get(self.herd_id)
        return (
            None
            if common is None or self.share is None
            else (journey_of(common, self.share), common.missed_ms)
        )


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A lot in one place, as long as the same devices watch it: what its history had come to.

    Attributes:
        lot_id, place_id: who, and where.
        start_ms: since when.
        state: its history up to the newest reading, or, when it has left, up to its end.
        seen: at least one reading of this passage is in it.
        goods_c: coolest and warmest that the goods are by what their sources tell [°C]; None: not noted.
        least_used: fraction of life used by the mildest of them; that of ``state`` is the worst [-].
        known_ms: until when it is known, where it lasts: when a source was heard last, and trusted [ms].
        missed_ms: from when on, where it lasts, the time since then is a gap [ms].
        voices: where it lasts and the lot goes with others, what everything above follows from.
    """

    lot_id: str
    place_id: str
    start_ms: int
    state: JourneyState
    seen: bool
    goods_c: tuple[float, float] | None = None
    least_used: float | None = None
    known_ms: int | None = None
    missed_ms: int | None = None
    voices: tuple[Voice, ...] = ()

    @property
    def as_of_ms(self) -> int:
        """Return until when its history is known, whatever was made of the time since then."""
        return self.state.at_ms if self.known_ms is None else min(self.known_ms, self.state.at_ms)

    def is_missed(self, now_ms: int) -> bool:
        """Tell whether nobody has seen the goods for so long that it is a gap."""
        return self.missed_ms is not None and now_ms > self.missed_ms

    def says_as_much_as(self, other: Passage) -> bool:
        """Tell whether nothing of it is to be written down where *other* is."""
        follows = self.voices == other.voices and all(voice.share is not None for voice in self.voices)
        return (follows and bool(self.voices)) or self == other

    def by(self, herds: Mapping[int, Common]) -> Passage:
        """Return the same by what *herds* have come to since it was written down."""
        if not self.voices:
            return self
        told = [one for voice in self.voices if (one := voice.told(herds)) is not None]
        if len(told) < len(self.voices):  # its herd went asunder meanwhile: what was known then
            return msgspec.structs.replace(self, voices=())
        return present(self.lot_id, self.place_id, self.start_ms, told)


def present(
    lot_id: str, place_id: str, start_ms: int, told: Sequence[Told], voices: tuple[Voice, ...] = ()
) -> Passage:
    """Return the passage of a lot that is still there, by the worst of what its sources *told*."""
    worst = told[0][0] if len(told) == 1 else max((journey for journey, _ in told), key=_how_bad)
    heard = [one for one in told if one[0].air_c is not None]
    goods_c = [journey.product_temperature_c for journey, _ in heard] or [worst.product_temperature_c]
    return Passage(
        lot_id,
        place_id,
        start_ms,
        worst,
        bool(heard),
        (min(goods_c), max(goods_c)),
        min([journey.life_used for journey, _ in heard], default=worst.life_used),
        max(journey.at_ms for journey, _ in heard or told),
        max(missed_ms for _, missed_ms in heard or told),
        voices,
    )


def _how_bad(journey: JourneyState) -> tuple[bool, float, float]:
    return journey.air_c is not None, journey.life_used, journey.product_temperature_c
