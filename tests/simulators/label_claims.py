"""What the physics of a week must show for its label to be true, by what is said to be wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

SAMPLE_S = 300.0
_PER_HOUR = 3_600.0 / SAMPLE_S


@dataclass(frozen=True, slots=True)
class Seen:
    """The true state of a place while something is said to be wrong, every five minutes, by quantity.

    ``usual_c`` is the middle of its air at other times; less than any where there are none.
    """

    truth: Mapping[str, Array]
    usual_c: float

    def hours(self, so: NDArray[np.bool_]) -> float:
        """Return for how long it was so in all [h]."""
        return float(so.sum()) / _PER_HOUR

    def air(self) -> Array:
        """Return the air [°C]."""
        return self.truth["air_temperature_c"]


Claim: TypeAlias = Callable[[Seen], bool]


def _warmer(by_k: float) -> Claim:
    """Return the claim that air is warmer than it usually is, for half an hour in all."""
    return lambda seen: seen.hours(seen.air() > seen.usual_c + by_k) >= 0.5


def _wet(seen: Seen) -> bool:
    """Leaves under water for the eight hours that spores need to germinate."""
    so = np.concatenate(([0], (seen.truth["leaf_wetness_pct"] >= 50.0).astype(int), [0]))
    edges = np.flatnonzero(np.diff(so))
    return max((edges[1::2] - edges[::2]).tolist(), default=0) / _PER_HOUR >= 8.0


def _rough(seen: Seen) -> bool:
    """A knock that labels on cargo turn red at, or what one percent of rides shake in two hours."""
    dose = float((np.maximum(seen.truth["vibration_g_rms"] - 0.2, 0.0) ** 2).sum()) / _PER_HOUR
    return float(seen.truth["shock_g"].max()) >= 25.0 or dose >= 0.5


CLAIMS: Mapping[str, Claim] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "cooling fails",
                "cooling fails unseen",
                "cooling fails, one sensor stuck",
                "wrong set point",
                "short of life",
                "beyond a contract",
                "door left open",
                "door left open, cooling is weak",
                "many short warm spells",
                "lid open",
                "ice melts too early",
                "defrost too long",
            ),
            _warmer(2.0),
        ),
        "cooling is weak": _warmer(0.5),
        "freezing": lambda seen: seen.hours(seen.air() <= -0.8) >= 1.0,
        "chilled": lambda seen: seen.hours(seen.air() <= 7.5) >= 24.0,
        "beyond the law": lambda seen: seen.hours(seen.air() > 2.0) >= 12.0,
        "waits warm": lambda seen: seen.hours(seen.air() > 15.0) >= 5.0,
        "air too dry": lambda seen: seen.hours(seen.truth["relative_humidity_pct"] < 80.0) >= 3.0,
        "too hot": lambda seen: seen.hours(seen.air() > 30.0) >= 1.0,
        "frost": lambda seen: float(seen.truth["surface_temperature_c"].min()) <= 0.0,
        "wet leaves": _wet,
        "soil too dry": lambda seen: float(seen.truth["soil_moisture_pct"].min()) < 23.5,
        "rough handling": _rough,
    }
)
"""Each fault that is one of the place itself; those of sensors and lines leave the place as it was."""
