"""The outbox: notices, and what became of them on each channel."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
import sqlalchemy as sa

from alerts.alert import Notice
from alerts.ledger.statements import insert_new, upsert
from alerts.ledger.tables import CHANNEL, DELIVERY, NOTICE
from alerts.notify.outbox import Delivery, Told, recipient_of

_OF_ALERT = sa.and_(NOTICE.c.key > sa.bindparam("after"), NOTICE.c.key < sa.bindparam("before"))
_ANY = sa.select(NOTICE.c.id).where(_OF_ALERT).limit(1)
"""Asked of whatever was found."""


class Notices:
    """Notices and deliveries, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, notice: Notice) -> None:
        """Put *notice* into the outbox; one with the same key is there already and stays."""
        row = {"key": notice.key, "body": msgspec.json.encode(notice), "recipient": notice.to}
        statement = insert_new(self._connection, NOTICE)
        self._connection.execute(statement, [row])

    def recent(self, limit: int) -> tuple[Notice, ...]:
        """Return the newest notices, newest first."""
        query = sa.select(NOTICE.c.body).order_by(NOTICE.c.id.desc()).limit(limit)
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def deliveries(self, alert_id: str) -> tuple[Told, ...]:
        """Return what became of every notice of an alert on every channel that has tried, oldest first."""
        query = (
            sa.select(NOTICE.c.body, DELIVERY)
            .join(DELIVERY, DELIVERY.c.key == NOTICE.c.key)
            .where(_OF_ALERT)
            .order_by(NOTICE.c.id, DELIVERY.c.channel)
        )
        return tuple(
            Told(_decode(row.body), row.channel, row.attempts, row.done, row.at_ms, row.detail)
            for row in self._connection.execute(query, _keys_of(alert_id))
        )

    def fate(self, key: str, channel: str) -> Told | None:
        """Return what became of one notice on one channel; None where the channel has not tried yet."""
        query = (
            sa.select(NOTICE.c.body, DELIVERY)
            .join(DELIVERY, DELIVERY.c.key == NOTICE.c.key)
            .where(NOTICE.c.key == key, DELIVERY.c.channel == channel)
        )
        row = self._connection.execute(query).first()
        if row is None:
            return None
        return Told(_decode(row.body), row.channel, row.attempts, row.done, row.at_ms, row.detail)

    def has_all(self, keys: Collection[str]) -> bool:
        """Tell whether each of these notices is in the outbox."""
        query = sa.select(sa.func.count()).select_from(NOTICE).where(NOTICE.c.key.in_(keys))
        return self._connection.execute(query).scalar_one() == len(keys)

    def handed_over(self) -> Mapping[str, int]:
        """Return when each channel last handed a notice over."""
        query = (
            sa.select(DELIVERY.c.channel, sa.func.max(DELIVERY.c.at_ms).label("at_ms"))
            .where(DELIVERY.c.at_ms.is_not(None))
            .group_by(DELIVERY.c.channel)
        )
        return {row.channel: row.at_ms for row in self._connection.execute(query)}

    def has_any(self, alert_id: str) -> bool:
        """Tell whether there is a notice of an alert."""
        return self._connection.execute(_ANY, _keys_of(alert_id)).scalar() is not None

    def register(self, channel: str) -> int:
        """Return up to which number a channel is done; a channel that comes later starts with the next."""
        query = sa.select(CHANNEL.c.done_up_to).where(CHANNEL.c.name == channel)
        known = self._connection.execute(query).scalar()
        if known is not None:
            return int(known)
        first = not self._connection.execute(sa.select(sa.func.count()).select_from(CHANNEL)).scalar()
        newest = self._connection.execute(sa.select(sa.func.max(NOTICE.c.id))).scalar() or 0
        done_up_to = 0 if first else newest
        self._connection.execute(sa.insert(CHANNEL).values(name=channel, done_up_to=done_up_to))
        return int(done_up_to)

    def is_registered(self, channel: str) -> bool:
        """Tell whether the channel was seen before."""
        query = sa.select(CHANNEL.c.name).where(CHANNEL.c.name == channel)
        return self._connection.execute(query).scalar() is not None

    def pending(self, channel: str, limit: int) -> tuple[Delivery, ...]:
        """Return what *channel* has not done yet, oldest first."""
        query = _undone(channel).order_by(NOTICE.c.id).limit(limit)
        return tuple(
            Delivery(_decode(row.body), row.attempts or 0, row.retry_at_ms)
            for row in self._connection.execute(query)
        )

    def settle(self, key: str, channel: str, at_ms: int | None, detail: str) -> None:
        """Say that *channel* is done with a notice: sent at *at_ms*, or never (None, and why)."""
        self._record({"key": key, "channel": channel, "done": True, "at_ms": at_ms, "detail": detail})
        first_undone = self._connection.execute(_undone(channel).order_by(NOTICE.c.id).limit(1)).first()
        if first_undone is None:
            done_up_to = sa.select(sa.func.coalesce(sa.func.max(NOTICE.c.id), 0)).scalar_subquery()
        else:
            done_up_to = sa.select(sa.literal(first_undone.id - 1)).scalar_subquery()
        self._connection.execute(
            sa.update(CHANNEL).where(CHANNEL.c.name == channel).values(done_up_to=done_up_to)
        )

    def postpone(self, key: str, channel: str, retry_at_ms: int, detail: str) -> None:
        """Say that *channel* could not send a notice now."""
        row = {"key": key, "channel": channel, "done": False, "retry_at_ms": retry_at_ms, "detail": detail}
        self._record(row)

    def _record(self, row: Mapping[str, object]) -> None:
        tried = (DELIVERY.c.key == row["key"]) & (DELIVERY.c.channel == row["channel"])
        attempts = self._connection.execute(sa.select(DELIVERY.c.attempts).where(tried)).scalar() or 0
        whole = {"at_ms": None, "retry_at_ms": None, **row, "attempts": attempts + 1}
        self._connection.execute(upsert(self._connection, DELIVERY), [whole])


def _keys_of(alert_id: str) -> dict[str, str]:
    """Return between which keys the notices of an alert lie."""
    return {"after": f"{alert_id}/", "before": f"{alert_id}0"}  # "0" is what comes after "/"


def _undone(channel: str) -> sa.Select[int, bytes, int, int | None]:
    """Return the query for what *channel* has not done."""
    done_up_to = sa.select(CHANNEL.c.done_up_to).where(CHANNEL.c.name == channel).scalar_subquery()
    tried = (DELIVERY.c.key == NOTICE.c.key) & (DELIVERY.c.channel == channel)
    return (
        sa.select(NOTICE.c.id, NOTICE.c.body, DELIVERY.c.attempts, DELIVERY.c.retry_at_ms)
        .outerjoin(DELIVERY, tried)
        .where(NOTICE.c.recipient == recipient_of(channel))
        .where(NOTICE.c.id > sa.func.coalesce(done_up_to, 0))
        .where(sa.or_(DELIVERY.c.done.is_(None), sa.not_(DELIVERY.c.done)))
    )


def _decode(body: bytes) -> Notice:
    return msgspec.json.decode(body, type=Notice)
