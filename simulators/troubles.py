"""What is wrong with a place itself, as against a sensor or a line: from when to when, and how badly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from simulators.windows import Window


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a place.

    Attributes:
        kind: one of ``PLACE_TROUBLES``.
        window: from when to when.
        amount: how badly, in the unit of its kind.
    """

    kind: str
    window: Window
    amount: float = 1.0


PLACE_TROUBLES = {
    "compressor_failure": "",
    "weak_cooling": "share_lost",
    "set_point": "shift_k",
    "defrost_stuck": "heater_share",
    "short_cycling": "",
    "warm_spell": "warmer_k",
    "vents_stuck": "",
    "irrigation_failure": "",
    "lid_open": "",
    "wetted": "",
    "dry_air": "drier_pct",
    "knock": "shock_g",
    "rough_road": "vibration_g_rms",
}
"""Each kind, and what its amount is called in a scenario; empty: it has none."""


class Troubles:
    """Everything that is wrong with one place."""

    def __init__(self, troubles: Iterable[Trouble] = ()) -> None:
        self._by_kind: defaultdict[str, list[Trouble]] = defaultdict(list)
        for trouble in troubles:
            self._by_kind[trouble.kind].append(trouble)

    def amount(self, kind: str, at_s: float) -> float:
        """Return how badly something is wrong at a moment; 0 where it is not.

        >>> failing = Troubles([Trouble("weak_cooling", Window(0.0, 60.0), 0.4)])
        >>> failing.amount("weak_cooling", 30.0), failing.amount("weak_cooling", 60.0)
        (0.4, 0.0)
        """
        found = self._by_kind.get(kind)
        return sum((one.amount for one in found if one.window.covers(at_s)), 0.0) if found else 0.0

    def happens(self, kind: str, at_s: float) -> bool:
        """Tell whether something is wrong at a moment."""
        return self.amount(kind, at_s) > 0.0

    def cooling_left(self, at_s: float) -> float:
        """Return the share of its power that a cooler has left, from 1 down to 0."""
        if self.happens("compressor_failure", at_s):
            return 0.0
        return min(max(1.0 - self.amount("weak_cooling", at_s), 0.0), 1.0)
