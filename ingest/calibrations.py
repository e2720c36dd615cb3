"""What has to be added to the values of sensors that were calibrated, and since when."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import sqlalchemy as sa

from ingest.assess import InForce
from ingest.database import Database
from ingest.due_corrections import DueCorrection, read_due, strike_off, write_due
from ingest.errors import UnknownName
from ingest.periods import after_ending, after_saying
from ingest.place import Calibration
from ingest.quantity import QUANTITIES
from ingest.tables import CALIBRATION

Key = tuple[str, str]
"""A device and a quantity."""

History = tuple[Calibration, ...]
"""The calibrations of one sensor in the order of time."""


_NOT_ON_A_SCALE = frozenset({"door_open", "latitude_deg", "longitude_deg"})


class Calibrations:
    """The calibrations of all sensors; all methods may be called from any thread.

    ``in_force`` is replaced as a whole with every change, so that whoever assesses a reading sees either
    the old or the new state. What is due shows only after that: whoever asks first what is due, and then
    for ``in_force``, has a state that is new enough.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.RLock()
        with database.read() as connection:
            self.in_force: InForce = _by_key(_read(connection))
            self._due = read_due(connection)

    def all(self) -> tuple[Calibration, ...]:
        """Return every calibration there is and was, by device, quantity and start."""
        return tuple(one for key in sorted(self.in_force) for one in self.in_force[key])

    def of(self, device_id: str) -> tuple[Calibration, ...]:
        """Return the calibrations of one device, by quantity and start."""
        return tuple(one for one in self.all() if one.device_id == device_id)

    def add(self, made: Calibration) -> Calibration:
        """Say that *made* is valid from its start on, until the next known one, and return it.

        Its device is known, and ``calibration_mistake`` has nothing against it.
        """
        key = (made.device_id, made.quantity)
        self._change(key, lambda history: after_saying(history, made))
        return next(one for one in self.in_force[key] if one.start_ms == made.start_ms)

    def end(self, device_id: str, quantity: str, instant_ms: int) -> Calibration:
        """Say that the calibration that is valid at *instant_ms* ends then; raises UnknownName."""
        found = [one for one in self.in_force.get((device_id, quantity), ()) if one.covers(instant_ms)]
        if not found:
            raise UnknownName(f"there is no calibration of {quantity} of {device_id!r} at that time")
        self._change((device_id, quantity), lambda history: after_ending(history, instant_ms))
        return replace(found[0], end_ms=instant_ms)

    def due(self, consumer: str) -> tuple[DueCorrection, ...]:
        """Return which readings *consumer* still has to correct, the oldest first."""
        return tuple(one for one in self._due if one.consumer == consumer)

    def done(self, due: DueCorrection) -> None:
        """Say that a correction was made and is durable."""
        with self._lock:
            with self._database.begin() as connection:
                strike_off(connection, due)
            self._due = tuple(one for one in self._due if one.id != due.id)

    @contextmanager
    def changing(self, changed: Mapping[Key, History]) -> Iterator[Callable[[sa.Connection], None]]:
        """Replace the whole histories of some sensors: yields what writes them, which commits in the block.

        What of the readings must be corrected for it is written with them.
        """
        due: list[DueCorrection] = []

        def write(connection: sa.Connection) -> None:
            due.extend(write_due(connection, self.in_force, changed))
            _replace(connection, changed)

        with self._lock:
            yield write
            merged = {**self.in_force, **changed}
            self.in_force = {key: history for key, history in merged.items() if history}
            self._due = (*self._due, *due)

    def _change(self, key: Key, change: Callable[[History], History]) -> None:
        with self._lock:
            changed = {key: change(self.in_force.get(key, ()))}
            with self.changing(changed) as write, self._database.begin() as connection:
                write(connection)


def calibration_mistake(made: Calibration) -> tuple[str, object, str] | None:
    """Return what cannot be meant: the field, what was seen, what was expected; None: nothing.

    >>> calibration_mistake(Calibration("a", "door_open", 0.5, "", "", 0))
    ('quantity', 'door_open', 'a quantity that is measured on a scale')
    """
    quantity = QUANTITIES.get(made.quantity)
    if quantity is None:
        return "quantity", made.quantity, f"one of {', '.join(QUANTITIES)}"
    if made.quantity in _NOT_ON_A_SCALE:
        return "quantity", made.quantity, "a quantity that is measured on a scale"
    widest = quantity.high - quantity.low
    if not -widest < made.offset < widest:
        return "offset", made.offset, f"a number between {-widest:g} and {widest:g} {quantity.unit}"
    return None


def _replace(connection: sa.Connection, changed: Mapping[Key, History]) -> None:
    for (device_id, quantity), history in changed.items():
        is_its = (CALIBRATION.c.device_id == device_id) & (CALIBRATION.c.quantity == quantity)
        connection.execute(sa.delete(CALIBRATION).where(is_its))
        if history:
            connection.execute(sa.insert(CALIBRATION), [_row(one) for one in history])


def _read(connection: sa.Connection) -> Iterator[Calibration]:
    for row in connection.execute(sa.select(CALIBRATION).order_by(CALIBRATION.c.start_ms)):
        yield Calibration(
            device_id=row.device_id,
            quantity=row.quantity,
            offset=row.correction,
            certificate=row.certificate,
            due_on=row.due_on,
            start_ms=row.start_ms,
            end_ms=row.end_ms,
            created_ms=row.created_ms,
        )


def _row(one: Calibration) -> dict[str, object]:
    return {
        "device_id": one.device_id,
        "quantity": one.quantity,
        "correction": one.offset,
        "certificate": one.certificate,
        "due_on": one.due_on,
        "start_ms": one.start_ms,
        "end_ms": one.end_ms,
        "created_ms": one.created_ms,
    }


def _by_key(calibrations: Iterable[Calibration]) -> InForce:
    found: defaultdict[Key, list[Calibration]] = defaultdict(list)
    for one in calibrations:
        found[one.device_id, one.quantity].append(one)
    return {key: tuple(history) for key, history in found.items()}
