"""The receipts of messages that have been accepted: the newest 196,608, in memory and as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import msgspec

RECEIPTS_KEPT = 3 * 65_536
"""MQTT lets a broker hold 65,535 messages unacknowledged for one session, and so ever send again; a message
leaves up to three receipts, one for each name that it has."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[bytes])


class Receipts:
    """The newest receipts; the caller holds the journal's lock and its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[bytes, int] = {}
        self._last_number = 0
        rows = connection.execute("SELECT first_number, body FROM receipts ORDER BY first_number")
        for first_number, body in rows:
            self._last_number = first_number - 1
            self.remember(_decoder.decode(body))

    def __contains__(self, receipt: bytes) -> bool:
        number = self._numbers.get(receipt)
        return number is not None and number > self._last_number - RECEIPTS_KEPT

    def insert(self, receipts: Sequence[bytes]) -> None:
        """Write *receipts* into the open transaction and delete rows that are no longer needed."""
        if not receipts:
            return
        _insert(self._connection, self._last_number + 1, receipts)
        self._connection.execute(
            "DELETE FROM receipts WHERE first_number + receipts <= ?",
            (self._last_number + len(receipts) - RECEIPTS_KEPT + 1,),
        )

    def remember(self, receipts: Sequence[bytes]) -> None:
        """Know *receipts*, now that they are committed, and forget those that are too old."""
        for receipt in receipts:
            self._last_number += 1
            self._numbers.pop(receipt, None)
            self._numbers[receipt] = self._last_number
        oldest = self._last_number - RECEIPTS_KEPT
        for receipt in self._outdated(oldest):
            del self._numbers[receipt]

    def _outdated(self, oldest: int) -> list[bytes]:
        outdated = []
        for receipt, number in self._numbers.items():
            if number > oldest:
                break
            outdated.append(receipt)
        return outdated


def receipts_of(connection: sqlite3.Connection) -> Iterator[list[bytes] | None]:
    """Yield the receipts of each row, oldest first; None for those that cannot be read."""
    try:
        for (body,) in connection.execute("SELECT body FROM receipts ORDER BY first_number"):
            try:
                yield _decoder.decode(body)
            except (msgspec.DecodeError, TypeError):
                yield None
    except sqlite3.DatabaseError:
        yield None


def put_receipts(connection: sqlite3.Connection, rows: Iterable[Sequence[bytes]]) -> None:
    """Write *rows* into a journal that has none."""
    number = 1
    for receipts in rows:
        _insert(connection, number, receipts)
        number += len(receipts)


def _insert(connection: sqlite3.Connection, number: int, receipts: Sequence[bytes]) -> None:
    body = _encoder.encode(list(receipts))
    connection.execute("INSERT INTO receipts VALUES (?, ?, ?)", (number, len(receipts), body))
