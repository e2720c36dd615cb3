"""How a refused message, or refused values of one, are told to the operator."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.assess import FIRST_CREDIBLE_MS, Objection
from ingest.clock import to_datetime
from ingest.message import Message
from ingest.reading import Reason, Rejection, Sample

_KEPT_BYTES = 4096
"""How much of a refused payload an operator gets to see: several screens."""

_TOLD_DETAILS = 5
"""How many refused values of one device are told one by one; the others are counted."""

_LONGEST_TOPIC = 512


def refusals(
    message: Message, faults: Sequence[tuple[Sample, Objection]], received_at_ms: int
) -> list[Rejection]:
    """Return one rejection per device and reason: a message with a thousand faults is one entry."""
    details: dict[tuple[str, Reason], list[str]] = {}
    for sample, (reason, detail) in faults:
        details.setdefault((sample.device, reason), []).append(f"{detail}{_when(sample)}")
    rejections = []
    for (device, reason), told in details.items():
        text = "; ".join(told[:_TOLD_DETAILS])
        if len(told) > _TOLD_DETAILS:
            text += f"; and {len(told) - _TOLD_DETAILS:,} more"
        rejections.append(rejection(message, reason, text, received_at_ms, device))
    return rejections


def rejection(
    message: Message, reason: Reason, detail: str, received_at_ms: int, device: str = ""
) -> Rejection:
    """Return *message* as refused for *reason*."""
    topic = message.topic[:_LONGEST_TOPIC] or f"ingest/{message.format}"
    if not topic.isprintable():
        topic = repr(topic)
    return Rejection(reason, detail, topic, message.payload[:_KEPT_BYTES], received_at_ms, device)


def owed_and_new(owed: Sequence[Rejection], new: Sequence[Rejection]) -> tuple[Rejection, ...]:
    """Return what is owed to the quarantine and what is new, without what a second try told once more."""
    told = {_gist(one) for one in owed}
    return (*owed, *(one for one in new if _gist(one) not in told))


def _gist(one: Rejection) -> tuple[str, str, str, str, bytes]:
    return one.reason, one.device, one.detail, one.topic, one.payload


def _when(sample: Sample) -> str:
    at_ms = sample.observed_at_ms
    if at_ms is None or not FIRST_CREDIBLE_MS <= at_ms < _SHOWABLE_MS:
        return ""
    return f" (observed at {to_datetime(at_ms).isoformat()})"


_SHOWABLE_MS = 253_402_300_800_000
"""10000-01-01T00:00Z: what lies beyond has no date."""
