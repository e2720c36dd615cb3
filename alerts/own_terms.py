"""What each lot is judged by: the terms of all goods, of its product, its own; the closest word counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from alerts.adjustment import changed, refuse_unknown
from alerts.errors import InvalidCommand, NotAllowedNow
from alerts.goods_terms import GOODS, Terms, TermsFile
from alerts.lot import Lot
from alerts.lot_book import LotBook
from alerts.product import Product
from alerts.product_book import ProductBook
from alerts.rule_book import Changes, Kind, RuleBook, Setting, Subject

NOTES = {Kind.PRODUCT: "set for this product", Kind.LOT: "set for this lot"}
"""The note of a number that a product or a lot has for itself."""

_Own = tuple[tuple[tuple[str, float], ...], ...]
"""What a product, and then lots, have of their own."""

_log = structlog.get_logger(__name__)


class OwnTerms:
    """Terms of products and lots. All methods may be called from any thread.

    Args:
        book: what people and the configuration say of them.
        products: what is known of products.
        lots: which lots there are.
    """

    def __init__(self, book: RuleBook, products: ProductBook, lots: LotBook) -> None:
        self._book = book
        self._products = products
        self._lots = lots
        self._known: dict[tuple[str, _Own], tuple[Product, Terms]] = {}
        for product_id in sorted(set(book.ids(Kind.PRODUCT)) - products.keys()):
            _log.warning("there are rules of a product that is not known", product=product_id)

    def of(self, lot: Lot) -> Terms:
        """Return what *lot* is judged by.

        Where its own terms do not fit its product's (any more), those hold, and the log says so.
        """
        product = self._products[lot.product_id]
        subjects = (Subject(Kind.PRODUCT, lot.product_id), *self._with_own(lot))
        own = tuple(tuple(sorted(self._book.own(subject).items())) for subject in subjects)
        known, terms = self._known.get((lot.product_id, own), (None, None))
        if terms is None or known is not product:
            terms = self._fitting(lot)
            self._known[lot.product_id, own] = product, terms
        return terms

    def product_terms(self, product_id: str, changes: Changes | None = None) -> tuple[TermsFile, TermsFile]:
        """Return the terms of a product without its own, and with (and with *changes*).

        Raises UnknownProduct, or InvalidCommand with everything that cannot be.
        """
        product = self._products.edition(product_id).product
        return GOODS.of(product), self._of_product(product, changes)

    def lot_terms(self, lot_id: str, changes: Changes | None = None) -> tuple[TermsFile, TermsFile]:
        """Return the same of a lot: as its product has them, and its own; raises UnknownLot besides."""
        lot = self._lots.lot(lot_id)
        beneath = self._of_product(self._products.edition(lot.product_id).product)
        for whole in self._with_own(lot):
            if whole.id != lot_id:
                beneath = self._with(beneath, whole, None)
        return beneath, self._of_lot(lot, beneath, changes)

    def set_for_product(self, product_id: str, changes: Changes, by: str, note: str) -> None:
        """Let a product have these numbers from now on; raises as ``product_terms``, or NotAllowedNow.

        The latter where lots of it have numbers of their own that would not fit any more.
        """
        _, terms = self.product_terms(product_id, changes)
        for lot in self._lots_of(product_id):
            try:
                self._of_lot(lot, terms)
            except InvalidCommand as error:
                raise NotAllowedNow(f"the own numbers of lot {lot.id} would not fit: {error}") from error
        self._book.write(Subject(Kind.PRODUCT, product_id), changes, by, note)

    def set_for_lot(self, lot_id: str, changes: Changes, by: str, note: str) -> None:
        """Let a lot have these numbers from now on; raises as ``lot_terms``, or NotAllowedNow.

        The latter where the lot was put into another one: nothing of it is judged any more.
        """
        self.lot_terms(lot_id, changes)
        whole = self._lots.lot(lot_id).merged_into
        if whole is not None:
            raise NotAllowedNow(f"lot {lot_id} was put into {whole}: set it there")
        self._book.write(Subject(Kind.LOT, lot_id), changes, by, note)

    def history(self, subject: Subject) -> tuple[Setting, ...]:
        """Return what people set for a product or a lot, oldest first."""
        return self._book.history(subject)

    def _with_own(self, lot: Lot) -> tuple[Subject, ...]:
        """Return what has numbers of its own of a lot and the lots that it was a part of, the whole first."""
        if not self._book.has(Kind.LOT):
            return ()
        origin = () if lot.split_from is None else self._with_own(self._lots.lot(lot.split_from))
        mine = Subject(Kind.LOT, lot.id)
        return (*origin, mine) if self._book.own(mine) else origin

    def _lots_of(self, product_id: str) -> list[Lot]:
        ids = self._book.ids(Kind.LOT)
        return [lot for lot in self._lots.lots() if lot.id in ids and lot.product_id == product_id]

    def _of_product(self, product: Product, changes: Changes | None = None) -> TermsFile:
        return self._with(GOODS.of(product), Subject(Kind.PRODUCT, product.id), changes)

    def _of_lot(self, lot: Lot, beneath: TermsFile, changes: Changes | None = None) -> TermsFile:
        return self._with(beneath, Subject(Kind.LOT, lot.id), changes)

    def _with(self, beneath: TermsFile, subject: Subject, changes: Changes | None) -> TermsFile:
        refuse_unknown(beneath, changes or {})
        return changed(beneath, self._book.with_changes(subject, changes or {}), NOTES[subject.kind])

    def tried(self, subject: Subject, changes: Changes) -> Callable[[Lot], Terms]:
        """Return what lots would be judged by with *changes* of a product or lot, which must be possible."""
        return lambda lot: self._fitting(lot, {subject: changes})

    def _fitting(self, lot: Lot, changes: Mapping[Subject, Changes] | None = None) -> Terms:
        terms = GOODS.of(self._products[lot.product_id])
        own = dict.fromkeys((*self._with_own(lot), Subject(Kind.LOT, lot.id)))
        for subject in (Subject(Kind.PRODUCT, lot.product_id), *own):
            try:
                terms = self._with(terms, subject, (changes or {}).get(subject))
            except InvalidCommand as error:
                _log.error("own terms do not fit", of=subject.kind, id=subject.id, detail=str(error))
        return terms.terms()
