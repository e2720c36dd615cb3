"""Watches and their checkpoints: how far each one was folded, and in which state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from alerts.alert import Spell
from alerts.ledger.statements import WHOLE, Share, upsert_rows
from alerts.ledger.tables import CHECKPOINT, SPELL, WATCH
from ingest.clock import MS_PER_DAY, MS_PER_HOUR

TICK_SLOT = -10
"""Where the state after a timer's finding is kept; slots from 0 on are days, -1 to -3 the last hours."""

_HOURS_KEPT = 3
_STEPS_BETWEEN_MARKS = 50
"""A slow device needs no hourly checkpoint: folding fifty readings again costs less than keeping one."""


class Checkpoint(msgspec.Struct, frozen=True):
    """A watch with everything observed up to ``at_ms`` in it.

    Attributes:
        at_ms: every reading observed up to here is in it [ms].
        reached_ms: a reading observed before this comes late for it [ms].
        spoken_ms: up to when timers had been let speak [ms].
        state: the detector's state as JSON.
        lasting: spells that had not ended.
        over: the watch had reached its end.
    """

    at_ms: int
    reached_ms: int
    spoken_ms: int
    state: msgspec.Raw
    lasting: tuple[Spell, ...] = ()
    over: bool = False


class WatchRow(msgspec.Struct, frozen=True, gc=False):
    """A watch as it was when it was last folded: its number, its rule's fingerprint and its end."""

    id: int
    fingerprint: str
    end_ms: int | None


class NewWatch(NamedTuple):
    """A watch that has no number yet."""

    key: str
    place_id: str
    fingerprint: str
    end_ms: int | None


_COLUMNS = (WATCH.c.key, WATCH.c.id, WATCH.c.fingerprint, WATCH.c.end_ms)


class Watches:
    """Watches and checkpoints, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def all(self) -> Mapping[str, WatchRow]:
        """Return every known watch by its key."""
        return {key: WatchRow(*row) for key, *row in self._connection.execute(sa.select(*_COLUMNS))}

    def add(self, watches: Sequence[NewWatch]) -> Mapping[str, WatchRow]:
        """Remember new watches and return them by their keys, with their numbers."""
        if not watches:
            return {}
        values = [watch._asdict() for watch in watches]
        inserted = self._connection.execute(sa.insert(WATCH).returning(*_COLUMNS), values)
        return {key: WatchRow(*row) for key, *row in inserted}

    def change(self, watch_id: int, fingerprint: str, end_ms: int | None) -> None:
        """Remember that a watch has another rule or another end."""
        self._connection.execute(
            sa.update(WATCH).where(WATCH.c.id == watch_id).values(fingerprint=fingerprint, end_ms=end_ms)
        )

    def remove(self, watch_id: int) -> None:
        """Forget a watch, its checkpoints and what it found."""
        for table, column in ((CHECKPOINT, "watch_id"), (SPELL, "watch_id"), (WATCH, "id")):
            self._connection.execute(sa.delete(table).where(table.c[column] == watch_id))

    def latest_checkpoints(self) -> Mapping[int, Checkpoint]:
        """Return the newest checkpoint of each watch that has one."""
        newest = (
            sa.select(CHECKPOINT.c.watch_id, sa.func.max(CHECKPOINT.c.at_ms).label("at_ms"))
            .group_by(CHECKPOINT.c.watch_id)
            .subquery()
        )
        query = sa.select(CHECKPOINT.c.watch_id, CHECKPOINT.c.body).join(
            newest,
            (CHECKPOINT.c.watch_id == newest.c.watch_id) & (CHECKPOINT.c.at_ms == newest.c.at_ms),
        )
        return {row.watch_id: _decode(row.body) for row in self._connection.execute(query)}

    def ticks(self) -> Mapping[int, int]:
        """Return up to when timers were let speak, by watch [ms]."""
        query = sa.select(CHECKPOINT.c.watch_id, CHECKPOINT.c.body).where(CHECKPOINT.c.slot == TICK_SLOT)
        return {row.watch_id: _decode(row.body).spoken_ms for row in self._connection.execute(query)}

    def checkpoint_before(self, watch_id: int, before_ms: int) -> Checkpoint | None:
        """Return the newest checkpoint that holds nothing from *before_ms* on."""
        query = (
            sa.select(CHECKPOINT.c.body)
            .where(CHECKPOINT.c.watch_id == watch_id, CHECKPOINT.c.at_ms < before_ms)
            .order_by(CHECKPOINT.c.at_ms.desc())
            .limit(1)
        )
        body = self._connection.execute(query).scalar()
        return None if body is None else _decode(body)

    def drop_checkpoints(self, watch_id: int, from_ms: int) -> None:
        """Forget the checkpoints that hold something from *from_ms* on."""
        self._connection.execute(
            sa.delete(CHECKPOINT).where(CHECKPOINT.c.watch_id == watch_id, CHECKPOINT.c.at_ms >= from_ms)
        )

    def save_checkpoints(self, checkpoints: Iterable[tuple[int, int, Checkpoint]]) -> None:
        """Keep (watch, slot, checkpoint); a slot holds one."""
        rows = [
            (watch_id, slot, kept.at_ms, msgspec.json.encode(kept)) for watch_id, slot, kept in checkpoints
        ]
        if rows:
            upsert_rows(self._connection, CHECKPOINT, rows)

    def forget(self, before_day: int, share: Share = WHOLE) -> None:
        """Let go of daily checkpoints before day *before_day* of a share of all watches."""
        chosen = sa.select(WATCH.c.id).where(share.has(WATCH.c.id))
        is_past = (CHECKPOINT.c.slot >= 0) & (CHECKPOINT.c.slot < before_day)
        self._connection.execute(sa.delete(CHECKPOINT).where(CHECKPOINT.c.watch_id.in_(chosen), is_past))


def _decode(body: bytes) -> Checkpoint:
    return msgspec.json.decode(body, type=Checkpoint)


def slot_of(at_ms: int, coming_ms: int, steps: int) -> int | None:
    """Return where the state at *at_ms* is kept when the first reading of another hour or day is coming.

    None: nowhere, since that is only so few *steps* after the last one that was kept.
    """
    day = at_ms // MS_PER_DAY
    if coming_ms // MS_PER_DAY != day:
        return day
    return -1 - (at_ms // MS_PER_HOUR) % _HOURS_KEPT if steps >= _STEPS_BETWEEN_MARKS else None
