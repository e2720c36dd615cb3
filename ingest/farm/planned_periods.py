"""What a farm file says of times: where devices hung, and how sensors were calibrated; pure.

An entry that is true already changes nothing. One without an end says where something began, not until when
it lasted: people may have moved a device since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple, TypeVar

from ingest.calibrations import calibration_mistake
from ingest.farm.draft import Draft
from ingest.farm.file import CalibrationEntry, InstallationEntry, instant_ms
from ingest.farm.sentences import of_calibrations, of_installations
from ingest.installations import ALWAYS_MS, History
from ingest.periods import after_saying
from ingest.place import Calibration, Installation
from ingest.reading import device_of

_Period = TypeVar("_Period", Installation, Calibration)


class _Said(NamedTuple):
    """Where in the file something is said, and from when to when as it stands there."""

    path: str
    start: datetime | date | None
    end: datetime | date | None


def plan_installations(draft: Draft) -> None:
    """Note where the devices of the file hung and hang; a device comes before its probes, which follow it."""
    said: defaultdict[str, list[tuple[_Said, Installation]]] = defaultdict(list)
    for number, one in enumerate(draft.file.installations):
        path = f"installations.{number}"
        if one.place not in draft.places:
            draft.refuse(f"{path}.place", one.place, _expected_place(draft))
            continue
        start_ms, end_ms = _span(draft, one, path, draft.zone_at(one.place))
        made = Installation(one.device, one.place, one.position, start_ms, end_ms)
        said[one.device].append((_Said(path, one.start, one.end), made))
    for number, device in enumerate(draft.file.devices):
        if device.place is not None and device.place not in draft.places:
            draft.refuse(f"devices.{number}.place", device.place, _expected_place(draft))
    configured = {one.id: one for one in draft.file.devices if one.place in draft.places}
    for name in sorted({*said, *configured}):
        _refuse_overlaps(draft, said[name], f"one device, {name}, cannot be in two places at the same time")
        before = _history(draft, name)
        if name in configured:
            device = configured[name]
            after = _hung(before, Installation(name, device.place or "", device.position, draft.now_ms))
        else:
            after = _with_said(before, [made for _, made in said[name]], _is_same_place)
        if after != before:
            draft.changes.installations[name] = after
            zone = draft.zone_at(after[-1].place_id)
            draft.steps += of_installations(name, before, after, zone)


def plan_calibrations(draft: Draft) -> None:
    """Note how the sensors of the file were and are calibrated."""
    said: defaultdict[tuple[str, str], list[tuple[_Said, Calibration]]] = defaultdict(list)
    zone = draft.zone_at()
    for number, one in enumerate(draft.file.calibrations):
        path = f"calibrations.{number}"
        start_ms, end_ms = _span(draft, one, path, zone)
        due_on = one.due.isoformat() if one.due is not None else ""
        made = Calibration(
            one.device, one.quantity, one.offset, one.certificate, due_on, start_ms, end_ms, draft.now_ms
        )
        mistake = calibration_mistake(made)
        if mistake is not None:
            name, seen, expected = mistake
            draft.refuse(f"{path}.{name}", seen, expected)
            continue
        said[one.device, one.quantity].append((_Said(path, one.start, one.end), made))
    for key, entries in sorted(said.items()):
        clash = f"{key[1]} of {key[0]} has one calibration at a time"
        _refuse_overlaps(draft, entries, clash)
        before = draft.state.calibrations.get(key, ())
        after = _with_said(before, [made for _, made in entries], _is_same_calibration)
        if after != before:
            draft.changes.calibrations[key] = after
            draft.steps += of_calibrations(key, before, after, zone)


def _span(
    draft: Draft, one: InstallationEntry | CalibrationEntry, path: str, zone: str
) -> tuple[int, int | None]:
    """Return from when to when an entry says something; what lies ahead nobody can know yet."""
    start_ms = ALWAYS_MS if one.start is None else instant_ms(one.start, zone)
    end_ms = None if one.end is None else instant_ms(one.end, zone)
    for name, moment, given_ms in (("from", one.start, start_ms), ("to", one.end, end_ms)):
        if given_ms is not None and given_ms > draft.now_ms:
            draft.refuse(f"{path}.{name}", _shown(moment), "now or an earlier time")
    return start_ms, end_ms


def _refuse_overlaps(draft: Draft, entries: Sequence[tuple[_Said, _Period]], clash: str) -> None:
    ordered = sorted(entries, key=lambda one: one[1].start_ms)
    for said, period in ordered:
        if period.end_ms is not None and period.end_ms <= period.start_ms:
            draft.refuse(f"{said.path}.to", _shown(said.end), f"a time after {_shown(said.start)}")
    for (earlier, before), (later, after) in pairwise(ordered):
        ends_later = before.end_ms is not None and before.end_ms > after.start_ms
        if ends_later or after.start_ms == before.start_ms:
            draft.refuse(
                f"{later.path}.from", _shown(later.start), f"another time than {earlier.path}: {clash}"
            )


def _with_said(
    history: tuple[_Period, ...], said: Iterable[_Period], is_same: Callable[[_Period, _Period], bool]
) -> tuple[_Period, ...]:
    """Return *history* once all of *said* is true."""
    for made in sorted(said, key=lambda one: one.start_ms):
        same = next((one for one in history if one.covers(made.start_ms) and is_same(one, made)), None)
        if same is None:
            history = after_saying(history, made)
        elif made.end_ms is not None and made.end_ms != same.end_ms:
            others = tuple(one for one in history if one is not same)
            history = after_saying(others, replace(same, end_ms=made.end_ms))
    return history


def _hung(history: History, now: Installation) -> History:
    """Return where a device hung and hangs of which only the place is given, and no time."""
    if not history:
        return (replace(now, start_ms=ALWAYS_MS),)
    if any(_is_same_place(was, now) for was in history):
        return history
    return after_saying(history, now)


def _history(draft: Draft, name: str) -> History:
    """Return where a device hung; a probe of which nobody said it hung where its device does."""
    known = draft.state.installations
    if name in known:
        return known[name]
    parent = device_of(name)
    inherited = draft.changes.installations.get(parent, known.get(parent, ()))
    return tuple(replace(one, device_id=name) for one in inherited) if parent != name else ()


def _is_same_place(one: Installation, other: Installation) -> bool:
    return (one.place_id, one.position) == (other.place_id, other.position)


def _is_same_calibration(one: Calibration, other: Calibration) -> bool:
    said = (one.offset, one.certificate, one.due_on)
    return said == (other.offset, other.certificate, other.due_on) and one.start_ms == other.start_ms


def _expected_place(draft: Draft) -> str:
    return f"the id of a place that is known or in this file: {', '.join(draft.places) or 'there is none'}"


def _shown(moment: datetime | date | None) -> str:
    return "from ever on" if moment is None else moment.isoformat()
