"""What is noted of devices, by name, bounded, and what of it is not written down yet.

Devices and names are the publishers' own words. Of one device's too many notes the oldest goes; of too many
in all, everything about the device that something was noted of longest ago.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

import sqlalchemy as sa

from ingest.upsert import remove, upsert

MOST_NOTES = 50_000
"""Five for each device of the largest farm that one machine is meant for."""


class Note(Protocol):
    """Something about a device, under a name; kept in a table with one column per field."""

    @property
    def name(self) -> str:
        """What it is about: a quantity or a field."""

    @property
    def last_ms(self) -> int:
        """When it was last noted [ms]."""

    def columns(self) -> Mapping[str, object]:
        """Return what stands in its row, besides the device."""


_Note = TypeVar("_Note", bound=Note)


class Notebook(Generic[_Note]):
    """The notes of every device.

    Args:
        table: where they are written; its key is the device and *key*.
        key: the column of a note's name.
        most_of_one: how many notes there are of one device at most.
        most: how many there are in all.
    """

    def __init__(self, table: sa.Table, key: str, most_of_one: int, most: int = MOST_NOTES) -> None:
        self._table = table
        self._key = key
        self._most_of_one = most_of_one
        self._most = most
        self._of: OrderedDict[str, dict[str, _Note]] = OrderedDict()
        self._count = 0
        self._changed: set[tuple[str, str]] = set()

    def __len__(self) -> int:
        return self._count

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._changed)

    def find(self, device: str, name: str) -> _Note | None:
        """Return what is noted of *device* under *name*; None: nothing."""
        return self._of.get(device, {}).get(name)

    def of(self, device: str) -> tuple[_Note, ...]:
        """Return what is noted of *device*, by name."""
        notes = self._of.get(device, {})
        return tuple(notes[name] for name in sorted(notes))

    def devices(self) -> tuple[str, ...]:
        """Return the devices of which anything is noted."""
        return tuple(self._of)

    def put(self, device: str, note: _Note) -> None:
        """Note something new of *device*, or what has changed about it."""
        self.load(device, note)
        self._changed.add((device, note.name))

    def load(self, device: str, note: _Note) -> None:
        """Take over a note that is written down already."""
        notes = self._of.setdefault(device, {})
        self._of.move_to_end(device)
        self._count += note.name not in notes
        notes[note.name] = note
        if len(notes) > self._most_of_one:
            others = (one for one in notes.values() if one is not note)
            self.drop(device, min(others, key=lambda one: one.last_ms).name)
        while self._count > self._most:
            self._forget(next(iter(self._of)))

    def drop(self, device: str, name: str) -> None:
        """Forget what is noted of *device* under *name*."""
        notes = self._of.get(device, {})
        if notes.pop(name, None) is None:
            return
        self._count -= 1
        self._changed.add((device, name))
        if not notes:
            del self._of[device]

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        gone = [key for key in self._changed if self.find(*key) is None]
        remove(connection, self._table, [{"device": device, self._key: name} for device, name in gone])
        kept = ((device, self.find(device, name)) for device, name in self._changed)
        rows = [{"device": device, **note.columns()} for device, note in kept if note is not None]
        upsert(connection, self._table, rows)

    def written(self) -> None:
        """Note that everything is written down."""
        self._changed.clear()

    def _forget(self, device: str) -> None:
        for name in list(self._of[device]):
            self.drop(device, name)
