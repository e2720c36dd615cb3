"""How many of a device's messages are missing, by the number that each of them carries.

A message that was counted as missing and comes late takes itself off the count again. A counter that
jumps further than any network would let it has started anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.report import Origin

LATEST = 64
"""How many numbers behind the newest a late message may be; further back the device has started anew."""

WIDEST_GAP = 16_384
"""The widest gap that a LoRaWAN 1.0 network accepts (MAX_FCNT_GAP); beyond it the counter was reset."""


@dataclass(slots=True)
class LastFrame:
    """The newest message of a device: its number, and how many before it are missing in this session."""

    session: str
    counter: int
    missing: int


class FrameCounters:
    """The newest number of every device; ``last`` may be filled with what was known before a restart."""

    def __init__(self) -> None:
        self.last: dict[str, LastFrame] = {}

    def note(self, origin: Origin) -> int:
        """Return by how much the count of the device's missing messages changes; -1: a late one came.

        >>> frames = FrameCounters()
        >>> [frames.note(Origin("probe", counter=number)) for number in (7, 8, 11, 10, 12)]
        [0, 0, 2, -1, 0]
        """
        if origin.counter is None:
            return 0
        known = self.last.get(origin.device)
        if known is None or known.session != origin.session:
            self.last[origin.device] = LastFrame(origin.session, origin.counter, 0)
            return 0
        ahead = (origin.counter - known.counter) % origin.modulus
        behind = (-ahead) % origin.modulus
        if 0 < behind <= min(LATEST, origin.modulus // 2):
            change = -1 if known.missing > 0 else 0
            known.missing += change
            return change
        if ahead == 0:
            return 0
        missing = ahead - 1 if ahead <= min(WIDEST_GAP, origin.modulus) else 0
        known.counter = origin.counter
        known.missing += missing
        return missing
