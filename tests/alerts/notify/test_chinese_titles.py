"""Every title that a Chinese reader meets on a page has a Chinese word."""

from __future__ import annotations

from alerts.notify import chinese_titles
from alerts.product import load_products
from alerts.recipe import load_recipes
from ingest.quantity import QUANTITIES


def test_every_quantity_of_the_glossary_has_a_chinese_title() -> None:
    """What is added to the glossary is named for every reader, and nothing else is."""
    assert list(chinese_titles.QUANTITIES) == list(QUANTITIES)


def test_what_ships_with_coldframe_has_a_chinese_title() -> None:
    """Recipes, packagings and rules of buyers are told in Chinese; what a grower named stays as it is."""
    titles = {recipe.title for recipe in load_recipes().values()}
    for product in load_products().values():
        titles |= {one.title for one in product.packagings.values()}
        titles |= {one.title for one in product.facts.buyer.values()}
    assert sorted(title for title in titles if chinese_titles.in_chinese(title) == title) == []
    assert chinese_titles.in_chinese("Bay 1") == "Bay 1"
