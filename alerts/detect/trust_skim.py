"""A sensor that can be trusted, over many readings at once: which of them may say otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alerts.detect.trust import CHANGES, TrustRule, TrustState, gap_ms
from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND

Instants = NDArray[np.int64]
Values = NDArray[np.float64]


class TrustSkim:
    """The readings of one sensor, all together.

    Attributes:
        loud: whether a reading leaps, or tells what was told for so long that it may be stuck.
    """

    def __init__(self, rule: TrustRule, at_ms: Instants, values: Values) -> None:
        self._at_ms, self._values = at_ms, values
        pauses_ms = np.diff(at_ms, prepend=at_ms[:1])
        moved = np.diff(values, prepend=values[:1])
        self._changed = moved != 0.0
        begins = self._changed | (pauses_ms > gap_ms(rule))
        begins[:1] = True
        self._since_ms = at_ms[np.maximum.accumulate(np.where(begins, np.arange(at_ms.size), 0))]
        minutes = np.maximum(pauses_ms / MS_PER_MINUTE, 1.0)
        leaps = (moved > rule.rise_per_min * minutes) | (moved < -rule.fall_per_min * minutes)
        self._may_stick = values < rule.still_from
        stands = at_ms - self._since_ms >= rule.stuck_s * MS_PER_SECOND
        self.loud = leaps | (stands & self._may_stick)

    def before(self, index: int, last: TrustState) -> TrustState:
        """Return the state just before a reading, with *last* that before others were left out."""
        newest = index - 1
        first = int(np.searchsorted(self._at_ms, last.seen_ms)) + 1
        turns = np.flatnonzero(self._changed[first:index]) + first
        runs_ms = (self._at_ms[turns - 1] - self._since_ms[turns - 1]) * self._may_stick[turns - 1]
        return TrustState(
            float(self._values[newest]),
            int(self._since_ms[newest]),
            int(self._at_ms[newest]),
            max(last.longest_ms, int(runs_ms.max(initial=0))),
            min(last.changes + int(turns.size), CHANGES),
        )


def is_quiet(state: TrustState) -> bool:
    """Tell whether nothing speaks against a sensor."""
    return state.value is not None and state.stuck_ms is None and not state.leaps
