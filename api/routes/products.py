"""Products: what is known of each, and what growers say about their own."""

from __future__ import annotations

from fastapi import APIRouter, Response

from alerts.notify.audience import Audience
from api.dependencies import READERS, Addressee, Commander, Deps, Wiring
from api.schemas.products import ProductCommand, ProductDetail, ProductSummary
from api.schemas.values import KnownId
from api.views.products import product_detail, product_summary

router = APIRouter(prefix="/products", tags=["products"])


@router.get("", dependencies=READERS)
def list_products(deps: Wiring) -> list[ProductSummary]:
    """Answer the products that lots can be made of."""
    return [product_summary(edition) for edition in deps.alerts.products.editions()]


@router.get("/{product_id}", dependencies=READERS)
def product(deps: Wiring, addressee: Addressee, product_id: KnownId) -> ProductDetail:
    """Answer everything that is known of a product: each number with unit, source, grade and note."""
    return _detail(deps, product_id, addressee)


@router.put("/{product_id}")
def put_product(
    deps: Wiring, addressee: Addressee, who: Commander, product_id: KnownId, definition: ProductCommand
) -> ProductDetail:
    """Add a product, or override one; lots that are of it are judged again with the new numbers."""
    deps.alerts.products.put(product_id, definition.model_dump(exclude_unset=True), who.name)
    return _detail(deps, product_id, addressee)


@router.delete("/{product_id}", status_code=204)
def take_product_back(deps: Wiring, who: Commander, product_id: KnownId) -> Response:
    """Take back what was said of a product: one that stands in a file is as it stands there again."""
    deps.alerts.products.take_back(product_id, who.name)
    return Response(status_code=204)


def _detail(deps: Deps, product_id: str, addressee: Audience) -> ProductDetail:
    book = deps.alerts.products
    return product_detail(book.edition(product_id), book.changes(product_id), addressee)
