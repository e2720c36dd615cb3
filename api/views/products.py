"""Products as people and programs see them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from alerts.edition import Edition
from alerts.errors import UnknownProduct
from alerts.fresh_life import LifeAt, life_table
from alerts.kinetics_words import kinetics_in_words
from alerts.notify.audience import ANYBODY, Audience, Language
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
from api.views.wording import grade_in_words, shipped_title
from ingest.clock import HOURS_PER_DAY

_MOST_NEAR = 5


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


def having(products: Iterable[ProductSummary], word: str) -> list[ProductSummary]:
    """Return those of *products* that have *word* in one of their names."""
    return [one for one in products if any(word.casefold() in name for name in _names(one))]


def found(products: Sequence[ProductSummary], name: str) -> ProductSummary:
    """Return the product that is called *name*, by its id or in any language.

    Raises:
        UnknownProduct: none is, or several are; names those that may be meant.
    """
    asked = name.casefold().strip()
    by_id = [one for one in products if one.id == asked]
    called = by_id or [one for one in products if asked in _names(one)]
    if len(called) == 1:
        return called[0]
    near = called or having(products, asked)[:_MOST_NEAR] or _near(products, asked)
    meant = ", ".join(f"{one.id} ({one.name}, {one.name_zh})" for one in near)
    trouble = f"several products are called {name!r}" if called else f"there is no product {name!r}"
    advice = f"meant is perhaps: {meant}" if meant else "`coldframe product list` shows all there are"
    raise UnknownProduct(f"{trouble}; {advice}")


def product_detail(
    edition: Edition, changes: Iterable[Change], audience: Audience = ANYBODY
) -> ProductDetail:
    """Return everything that is known of a product, and what people said about it.

    Notes and sources are told as they were written.
    """
    product = edition.product
    return ProductDetail(
        **product_summary(edition).model_dump(),
        note=product.note,
        beneath=edition.beneath,
        changed_at=edition.at_ms,
        changed_by=edition.who,
        kinetics=kinetics_in_words(product, audience),
        planned_temperature_c=product.planned_c,
        life=[_life(one) for one in life_table(product)],
        packagings=[
            PackagingAnswer(id=one.id, title=shipped_title(one.title, audience.language), lag_h=one.lag_h)
            for one in product.packagings.values()
        ],
        numbers=list(_numbers(edition, audience.language)),
        changes=[
            ProductChangeAnswer(at=one.at_ms, who=one.who, taken_back=one.taken_back) for one in changes
        ],
        definition=edition.file.model_dump(mode="json", exclude_defaults=True),
    )


def _names(one: ProductSummary) -> tuple[str, ...]:
    return tuple(name.casefold() for name in (one.id, one.name, one.name_zh, one.scientific_name))


def _near(products: Iterable[ProductSummary], asked: str) -> list[ProductSummary]:
    by_name = {name: one for one in products for name in _names(one)}
    near = get_close_matches(asked, by_name, n=_MOST_NEAR, cutoff=0.6)
    return list({by_name[name].id: by_name[name] for name in near}.values())


def _life(one: LifeAt) -> LifeAtAnswer:
    p20, p50, p80 = (hours / HOURS_PER_DAY for hours in one.life_h)
    return LifeAtAnswer(
        temperature_c=one.temperature_c,
        days=LifeAnswer(p20=p20, p50=p50, p80=p80),
        in_observed_range=one.observed,
    )


def _numbers(edition: Edition, language: Language) -> Iterator[NumberAnswer]:
    product = edition.product
    for path, number in product.numbers.items():
        yield NumberAnswer(
            path=path,
            value=number.value,
            unit=number.unit,
            low=number.low,
            high=number.high,
            grade=number.grade,
            grade_meaning=grade_in_words(number, language),
            sources=[product.references[key] for key in number.keys],
            note=number.note,
        )
