"""CayenneLPP as it is: the bytes of one payload on ``cayennelpp/{device}``, or wherever the operator says.

    [ingest.subscriptions]
    "lpp/+/up" = "cayenne_lpp"

The device is the only DevEUI in the topic or else the topic's last level. A payload names its channels and
types and nothing else: what an analogue input stands for is known to whoever wired it, so every device is a
model of its own. A network server that decodes CayenneLPP itself does not need this format.
"""

from __future__ import annotations

from ingest.errors import DecodeError
from ingest.formats import cayenne_types, lorawan
from ingest.formats.json_text import identity
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.report import About, Report

_HEAD = "cayennelpp"
_LONGEST = 4096


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not CayenneLPP from end to end."""
    device = lorawan.eui_in(topic) or identity("topic", topic.rpartition("/")[2])
    if not 0 < len(payload) <= _LONGEST:
        raise DecodeError("payload", payload[:40].hex(), f"1 to {_LONGEST} bytes of CayenneLPP")
    fields = cayenne_types.fields_in(payload)
    about = About(device, model=f"CayenneLPP {device}")
    units = cayenne_types.units_of(fields)
    observed_at_ms = _only_time(fields)
    said = lorawan.read(fields, about, known, received_at_ms, units)
    return Report(
        samples=said.samples(device, observed_at_ms),
        about=(about,),
        unplaced=said.leftovers(device, about.model),
    )


def _only_time(fields: dict[str, object]) -> int | None:
    """Take the time out of *fields* where there is exactly one [ms]; it is that of the whole payload."""
    names = [name for name in fields if name.startswith("unixtime_")]
    if len(names) != 1:
        return None
    seconds = fields.pop(names[0])
    return int(seconds * 1000) if isinstance(seconds, float) else None


def _matches(topic: str) -> bool:
    head, _, device = topic.partition("/")
    return head == _HEAD and device != "" and "/" not in device


FORMAT = Format(
    name="cayenne_lpp",
    title="CayenneLPP",
    decode=decode,
    subscriptions=(f"{_HEAD}/+",),
    heads=(_HEAD,),
    matches=_matches,
)
