"""How many of a device's messages are missing, by the number that each of them carries.

A message that was counted as missing and comes late takes itself off the count again. A counter that
jumps further than any network would let it has started anew.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from ingest.newest import MOST_DEVICES, put_newest
from ingest.report import Origin

LATEST = 64
"""How many numbers behind the newest a late message may be; further back the device has started anew."""

WIDEST_GAP = 16_384
"""The widest gap that a LoRaWAN 1.0 network accepts (MAX_FCNT_GAP); beyond it the counter was reset."""


_ALL_SEEN = (1 << LATEST) - 1


@dataclass(frozen=True, slots=True)
class LastFrame:
    """The newest message of a device.

    Attributes:
        session: the session that it belongs to.
        counter: its number.
        missing: how many before it are missing in this session.
        seen: which of the 64 numbers before it are not missing, the next lower one in the lowest bit.
            After a restart that is not known any more, and nothing late is taken off the count.
    """

    session: str
    counter: int
    missing: int
    seen: int = _ALL_SEEN


class FrameCounters:
    """The newest number of every device, whoever was heard last at the end of ``last``.

    A device that had to be forgotten is counted anew.
    """

    def __init__(self, most: int = MOST_DEVICES) -> None:
        self.last: OrderedDict[str, LastFrame] = OrderedDict()
        self._most = most

    def note(self, origin: Origin) -> int:
        """Return by how much the count of the device's missing messages changes; -1: a late one came.

        >>> frames = FrameCounters()
        >>> [frames.note(Origin("probe", counter=number)) for number in (7, 8, 11, 10, 10, 12)]
        [0, 0, 2, -1, 0, 0]
        """
        if origin.counter is None:
            return 0
        known = self.last.get(origin.device)
        if known is None or known.session != origin.session:
            self._keep(origin.device, LastFrame(origin.session, origin.counter, 0))
            return 0
        ahead = (origin.counter - known.counter) % origin.modulus
        behind = (-ahead) % origin.modulus
        if ahead == 0:
            return 0
        if behind <= min(LATEST, origin.modulus // 2):
            return self._note_late(origin.device, known, behind)
        return self._note_new(origin, known, ahead)

    def put_back(self, device: str, frame: LastFrame | None) -> None:
        """Make *frame* the newest of *device* (again); None: it was never heard."""
        if frame is None:
            self.last.pop(device, None)
        else:
            self._keep(device, frame)

    def _keep(self, device: str, frame: LastFrame) -> None:
        put_newest(self.last, device, frame, self._most)

    def _note_late(self, device: str, known: LastFrame, behind: int) -> int:
        bit = 1 << behind - 1
        if known.seen & bit or known.missing == 0:
            return 0
        self._keep(device, replace(known, missing=known.missing - 1, seen=known.seen | bit))
        return -1

    def _note_new(self, origin: Origin, known: LastFrame, ahead: int) -> int:
        counter = known.counter if origin.counter is None else origin.counter
        if ahead > min(WIDEST_GAP, origin.modulus):
            self._keep(origin.device, LastFrame(known.session, counter, known.missing))
            return 0
        before = (known.seen << 1 | 1) << ahead - 1 if ahead <= LATEST else 0
        missing = ahead - 1
        frame = LastFrame(known.session, counter, known.missing + missing, before & _ALL_SEEN)
        self._keep(origin.device, frame)
        return missing
