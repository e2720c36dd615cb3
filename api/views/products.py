"""Products as people and programs see them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from alerts.edition import Edition
from alerts.fresh_life import LifeAt, kinetics_in_words, life_table
from alerts.product_book import Change
from api.schemas.goods import LifeAnswer
from api.schemas.products import (
    LifeAtAnswer,
    NumberAnswer,
    PackagingAnswer,
    ProductChangeAnswer,
    ProductDetail,
    ProductSummary,
)

_HOURS_PER_DAY = 24.0


def product_summary(edition: Edition) -> ProductSummary:
    """Return a product as it stands in a list."""
    product = edition.product
    return ProductSummary(
        id=product.id,
        name=product.name,
        name_zh=product.names["zh"],
        scientific_name=product.scientific_name,
        origin=edition.origin,
    )


def product_detail(edition: Edition, changes: Iterable[Change]) -> ProductDetail:
    """Return everything that is known of a product, and what people said about it."""
    product = edition.product
    return ProductDetail(
        **product_summary(edition).model_dump(),
        note=product.note,
        beneath=edition.beneath,
        changed_at=edition.at_ms,
        changed_by=edition.who,
        kinetics=kinetics_in_words(product),
        planned_temperature_c=product.planned_c,
        life=[_life(one) for one in life_table(product)],
        packagings=[
            PackagingAnswer(id=one.id, title=one.title, lag_h=one.lag_h)
            for one in product.packagings.values()
        ],
        numbers=list(_numbers(edition)),
        changes=[
            ProductChangeAnswer(at=one.at_ms, who=one.who, taken_back=one.taken_back) for one in changes
        ],
        definition=edition.file.model_dump(mode="json", exclude_defaults=True),
    )


def _life(one: LifeAt) -> LifeAtAnswer:
    p20, p50, p80 = (hours / _HOURS_PER_DAY for hours in one.life_h)
    return LifeAtAnswer(
        temperature_c=one.temperature_c,
        days=LifeAnswer(p20=p20, p50=p50, p80=p80),
        in_observed_range=one.observed,
    )


def _numbers(edition: Edition) -> Iterator[NumberAnswer]:
    product = edition.product
    for path, number in product.numbers.items():
        yield NumberAnswer(
            path=path,
            value=number.value,
            unit=number.unit,
            low=number.low,
            high=number.high,
            grade=number.grade,
            grade_meaning=number.grade_in_words,
            sources=[product.references[key] for key in number.keys],
            note=number.note,
        )
