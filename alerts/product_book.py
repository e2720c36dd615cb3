"""The product book: every product as it counts now, and what people said about products, for good.

What people say takes effect at once: the alert engine sees that the book has another version, and judges
the lots again that are of a product whose numbers have changed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa
import structlog

from alerts.edition import Edition, Origin
from alerts.errors import InvalidProduct, NotAllowedNow, UnknownProduct
from alerts.ledger.goods_tables import LOT
from alerts.ledger.tables import PRODUCT_CHANGE
from alerts.lot import Lot
from alerts.product import Product, ProductFile
from alerts.sourced import validated
from ingest.clock import Clock
from ingest.database import Database

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody said something about a product; *taken_back*: that what was said does not count any more."""

    at_ms: int
    who: str
    taken_back: bool


class ProductBook(Mapping[str, Product]):
    """Products by id. All methods may be called from any thread.

    ``version`` grows with every change, so that a reader knows when to look again.

    Args:
        database: where it is kept what people say.
        clock: says when they did.
        in_files: the editions that count where nobody said anything.
    """

    def __init__(self, database: Database, clock: Clock, in_files: Mapping[str, Edition]) -> None:
        self._database = database
        self._clock = clock
        self._in_files = in_files
        self._writing = threading.Lock()
        self._editions = {**in_files, **self._said()}
        self.version = 0

    def __getitem__(self, product_id: str) -> Product:
        """Return a product; KeyError where there is none."""
        return self._editions[product_id].product

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids, in their order."""
        return iter(sorted(self._editions))

    def __len__(self) -> int:
        """Return how many products there are."""
        return len(self._editions)

    def edition(self, product_id: str) -> Edition:
        """Return the edition of a product that counts; raises UnknownProduct."""
        try:
            return self._editions[product_id]
        except KeyError:
            raise UnknownProduct(f"there is no product {product_id!r}") from None

    def editions(self) -> tuple[Edition, ...]:
        """Return the editions that count, by id."""
        editions = self._editions
        return tuple(editions[key] for key in sorted(editions))

    def changes(self, product_id: str) -> tuple[Change, ...]:
        """Return what people said about a product, the oldest first."""
        columns = (PRODUCT_CHANGE.c.at_ms, PRODUCT_CHANGE.c.who, PRODUCT_CHANGE.c.body.is_(None))
        query = sa.select(*columns).where(PRODUCT_CHANGE.c.product_id == product_id)
        with self._database.read() as connection:
            return tuple(Change(*row) for row in connection.execute(query.order_by(PRODUCT_CHANGE.c.id)))

    def put(self, product_id: str, table: Mapping[str, object], who: str) -> Edition:
        """Let *table*, written as in a product file, be what counts for *product_id*.

        Raises:
            InvalidProduct: with every mistake: field, value seen and reason.
            NotAllowedNow: lots are packed in a way that it would not know any more.
        """
        given = table.get("id", product_id)
        if given != product_id:
            raise InvalidProduct([f"{product_id}: id: saw {given!r}: expected {product_id!r}, or no id"])
        file = validated({**table, "id": product_id}, ProductFile, product_id)
        edition = self._edition(file, self._clock.now_ms(), who)
        self._write(product_id, edition, who, file.model_dump_json(exclude_defaults=True).encode())
        return edition

    def take_back(self, product_id: str, who: str) -> Edition | None:
        """Let what people said of a product count no more; return what counts now, None: it is gone.

        Raises:
            UnknownProduct: nobody has said anything about it that counts.
            NotAllowedNow: lots are of it, and nothing would be known of them, or not how they are packed.
        """
        if self.edition(product_id).origin is not Origin.PEOPLE:
            raise UnknownProduct(f"{product_id} is as it stands in its file: there is nothing to take back")
        edition = self._in_files.get(product_id)
        self._write(product_id, edition, who, None)
        return edition

    def _write(self, product_id: str, edition: Edition | None, who: str, body: bytes | None) -> None:
        at_ms = self._clock.now_ms() if edition is None or edition.at_ms is None else edition.at_ms
        row = {"product_id": product_id, "at_ms": at_ms, "who": who, "body": body}
        with self._writing:
            with self._database.begin() as connection:
                _refuse_to_lose_lots(connection, product_id, edition)
                connection.execute(sa.insert(PRODUCT_CHANGE), [row])
            editions = {key: known for key, known in self._editions.items() if key != product_id}
            self._editions = editions if edition is None else {**editions, product_id: edition}
            self.version += 1

    def _said(self) -> dict[str, Edition]:
        """Return what people said that counts; what no longer passes as a product is left out, and told."""
        newest = sa.select(sa.func.max(PRODUCT_CHANGE.c.id)).group_by(PRODUCT_CHANGE.c.product_id)
        query = sa.select(PRODUCT_CHANGE).where(
            PRODUCT_CHANGE.c.id.in_(newest), PRODUCT_CHANGE.c.body.is_not(None)
        )
        said = {}
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            try:
                file = validated(msgspec.json.decode(row.body), ProductFile, row.product_id)
            except InvalidProduct as error:
                _log.error(
                    "what was said of a product does not count", product=row.product_id, why=str(error)
                )
            else:
                said[row.product_id] = self._edition(file, row.at_ms, row.who)
        return said

    def _edition(self, file: ProductFile, at_ms: int, who: str) -> Edition:
        beneath = self._in_files.get(file.id)
        return Edition(file, file.product(), Origin.PEOPLE, beneath.origin if beneath else None, at_ms, who)


def _refuse_to_lose_lots(connection: sa.Connection, product_id: str, edition: Edition | None) -> None:
    """Raise NotAllowedNow where a lot would be of a product, or in a packaging, that nobody knows."""
    bodies = connection.execute(sa.select(LOT.c.body)).scalars()
    lots = [lot for body in bodies if (lot := msgspec.json.decode(body, type=Lot)).product_id == product_id]
    if edition is None and lots:
        raise NotAllowedNow(f"{product_id} would be gone, and it is what lots are of: {_names(lots)}")
    known = {""} if edition is None else {"", *edition.product.packagings}
    astray = [lot for lot in lots if lot.packaging not in known]
    if astray:
        ways = ", ".join(sorted({lot.packaging for lot in astray}))
        raise NotAllowedNow(f"{product_id} would not know the packaging {ways} of lots: {_names(astray)}")


def _names(lots: list[Lot]) -> str:
    names = sorted(lot.id for lot in lots)
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED} more"


_MOST_NAMED = 5
"""A refusal names no more lots than this."""
