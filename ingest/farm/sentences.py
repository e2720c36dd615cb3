"""How a plan says what would change: one line for each thing; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from ingest.clock import to_datetime
from ingest.installations import ALWAYS_MS
from ingest.known import Meaning
from ingest.place import Calibration, Device, Gateway, Installation, Place, Site
from ingest.zones import zone_called

_Named = TypeVar("_Named", Site, Place, Gateway, Device)
_SAID = ("name", "site_id", "kind", "recipe", "time_zone")
"""What people say of things, besides their ids."""
_ALWAYS = "from ever on"


class Step(NamedTuple):
    """One change: ``+`` something new, ``~`` something different, ``-`` something that is no more."""

    sign: str
    text: str


def of_thing(kind: str, before: _Named | None, after: _Named) -> Iterator[Step]:
    """Yield what would change of a site, place, gateway or device."""
    said = [name for name in _SAID if hasattr(after, name)]
    if before is None:
        told = ", ".join(str(getattr(after, name)) for name in said if getattr(after, name))
        unheard = " (not heard yet)" if isinstance(after, Device) else ""
        yield Step("+", f"{kind} {after.id}{': ' if told else ''}{told}{unheard}")
        return
    for name in said:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Step("~", f"{kind} {after.id}: {name.removesuffix('_id')} {_quoted(old)} → {_quoted(new)}")


def of_installations(
    device: str, before: Sequence[Installation], after: Sequence[Installation], zone: str
) -> Iterator[Step]:
    """Yield how a device's history would change; times are shown in *zone*."""
    kept = {(one.start_ms, one.place_id, one.position): one for one in before}
    for one in after:
        known = kept.pop((one.start_ms, one.place_id, one.position), None)
        earlier = next((was for was in after if was.end_ms == one.start_ms), None)
        if known is None and earlier is not None:
            places = f"from {_where(earlier)} to {_where(one)}"
            yield Step(
                "~", f"device {device}: moves {places} on {_at(one.start_ms, zone)}{_until(one, zone)}"
            )
        elif known is None:
            since = _since(one.start_ms, zone)
            yield Step("+", f"device {device}: hangs at {_where(one)} {since}{_until(one, zone)}")
        elif known.end_ms != one.end_ms and not any(later.start_ms == one.end_ms for later in after):
            still = _until(one, zone) or " and still"
            yield Step("~", f"device {device}: was at {_where(one)} {_since(one.start_ms, zone)}{still}")
    for one in kept.values():
        since = _since(one.start_ms, zone)
        yield Step("-", f"device {device}: was not at {_where(one)} {since}{_until(one, zone)}")


def of_calibrations(
    key: tuple[str, str], before: Sequence[Calibration], after: Sequence[Calibration], zone: str
) -> Iterator[Step]:
    """Yield how the calibrations of a sensor would change."""
    kept = {one.start_ms: one for one in before}
    for one in after:
        known = kept.pop(one.start_ms, None)
        if known == one:
            continue
        told = [f"{one.offset:+g} {_since(one.start_ms, zone)}{_until(one, zone)}"]
        told += [one.certificate] if one.certificate else []
        told += [f"due {one.due_on}"] if one.due_on else []
        yield Step("~" if known else "+", f"calibration {key[0]} {key[1]}: {', '.join(told)}")
    for one in kept.values():
        yield Step("-", f"calibration {key[0]} {key[1]}: no {one.offset:+g} {_since(one.start_ms, zone)}")


def of_meaning(key: tuple[str, str], before: Meaning | None, after: Meaning) -> Step:
    """Return what would change of the meaning of a field."""
    told = after.quantity or "left alone"
    told += f" in {after.unit}" if after.unit else ""
    told += f", probe {after.channel}" if after.channel else ""
    return Step("~" if before else "+", f"field {key[1]} of model {key[0]}: {told}")


def _quoted(content: object) -> str:
    return repr(str(content)) if content != "" else "none"


def _where(one: Installation) -> str:
    return f"{one.place_id} ({one.position})" if one.position else one.place_id


def _at(instant_ms: int, zone: str) -> str:
    return to_datetime(instant_ms).astimezone(zone_called(zone)).isoformat(timespec="minutes")


def _since(start_ms: int, zone: str) -> str:
    return _ALWAYS if start_ms == ALWAYS_MS else f"from {_at(start_ms, zone)}"


def _until(one: Installation | Calibration, zone: str) -> str:
    return "" if one.end_ms is None else f" until {_at(one.end_ms, zone)}"
