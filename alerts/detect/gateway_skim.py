"""Gateways that are heard, over many readings at once: only a pause of all devices can say otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alerts.detect.gateway import REMEMBERED, GatewayRule, GatewayState, heard_since
from ingest.clock import MS_PER_SECOND

Instants = NDArray[np.int64]


class GatewaySkim:
    """When each device behind a gateway was heard, all together.

    Args:
        rule: what is watched.
        at_ms: each instant at which any was heard, once, ascending.
        voices: the same of each device.

    Attributes:
        loud: whether so long nobody had been heard that the gateway may have been dark, or nobody before.
    """

    def __init__(self, rule: GatewayRule, at_ms: Instants, voices: Sequence[Instants]) -> None:
        self.loud = np.diff(at_ms, prepend=0) >= rule.minimum_s * MS_PER_SECOND
        self._rule, self._at_ms, self._voices = rule, at_ms, voices

    def before(self, index: int, last: GatewayState) -> GatewayState:
        """Return the state just before an instant, with *last* that before others were left out."""
        newest_ms = int(self._at_ms[index - 1])
        since_ms = np.array([last.newest_ms, newest_ms])
        between = (at_ms[slice(*np.searchsorted(at_ms, since_ms, "right"))] for at_ms in self._voices)
        told = [(number, at_ms[-REMEMBERED - 1 :].tolist()) for number, at_ms in enumerate(between)]
        return heard_since(self._rule, last, told, newest_ms)


def is_quiet(state: GatewayState) -> bool:
    """Tell whether the gateway is not dark."""
    return state.dark is None
