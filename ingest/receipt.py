"""Receipts: what tells a message that has been accepted from one that has not.

A format's own identity of a message is worth most: it holds over gateways, brokers and restarts. Without
one, and without a time that makes every reading what it is, the broker's delivery is all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from ingest.assess import AHEAD_TOLERANCE_MS, FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_MINUTE
from ingest.message import Message
from ingest.reading import Sample
from ingest.report import Origin

_RECEIPT_BYTES = 16

_FRAME_WINDOW_MS = 5 * MS_PER_MINUTE
"""Repeats of a frame were seen up to 48 s apart; a device that counts from 0 at every start, and says the
same again after ten minutes, has measured anew. A window and its neighbours cover five minutes at least
and ten at most."""


def message_receipt(message: Message) -> bytes:
    """Return the receipt of a delivery at QoS 1 or 2."""
    where = f"{message.broker}\0{message.topic}".encode("utf-8", "replace")
    return _digest(b"%d\0%s\0%s" % (message.mid, where, message.payload))


def identity_receipts(
    origin: Origin | None, samples: Sequence[Sample], received_at_ms: int
) -> tuple[tuple[bytes, ...], int]:
    """Return the receipts under which a message may be known, and how many of them it leaves itself.

    The others, which come last, are those that a repeat of its frame left a little earlier or later.
    """
    if origin is None:
        return (), 0
    left = [_digest(f"{origin.device}\0{name}".encode("utf-8", "replace")) for name in origin.identities]
    if not origin.frame:
        return tuple(left), len(left)
    window = _at_ms(samples, received_at_ms) // _FRAME_WINDOW_MS
    frames = [
        _digest(f"{origin.device}\0{origin.session}\0{origin.frame}\0{number}".encode("utf-8", "replace"))
        for number in (window, window - 1, window + 1)
    ]
    return (*left, *frames), len(left) + 1


def _at_ms(samples: Sequence[Sample], received_at_ms: int) -> int:
    """Return when a frame was sent, as far as its time can be true.

    A clock that was never set tells the same hours after every start.
    """
    told_ms = samples[0].observed_at_ms if samples else None
    is_credible = told_ms is not None and FIRST_CREDIBLE_MS <= told_ms <= received_at_ms + AHEAD_TOLERANCE_MS
    return told_ms if told_ms is not None and is_credible else received_at_ms


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_RECEIPT_BYTES).digest()
