"""The page of recipes: every number that a rule uses, with its default and its reason, as in the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from alerts.detect import DETECTORS
from alerts.goods_terms import GOODS
from alerts.recipe import Recipe, load_recipes
from alerts.sourced import Number, numbers_of

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "recipes.md"

OPENING = """# What places should be like: every number of every recipe

A place follows the recipe of its kind. Each number can be set for one place (on its page, through the API, in
the configuration), and a backtest shows beforehand what that would have changed. What each rule does with its
numbers stands in [what alerts mean](alerts.md); *H* is a house choice, the other grades are those of the
sources in `alerts/recipes/`. A place may have besides what its recipe leaves out: critical and compliance
limits, limits of nights and of crop stages, and the dates on which stages begin ([limits](alerts.md)).
"""

GOODS_OPENING = """## What lots are judged by

Beside the numbers of their place, lots are judged by those of their product, and by their own: the closest
word counts, and the parts of a lot keep what was said of the whole. They are set for a product or a lot
through the API (`PUT /api/v1/products/{id}/rules`, `PUT /api/v1/lots/{id}/rules`) or in the configuration
(`[alerts.product_rules.ID]`, `[alerts.lot_rules.ID]`), each with who set it, when and why. Five more have no
default: `warm.upper` and `cold.lower` (°C) are those of the product, `compliance.upper` (°C) is the strictest
law that is known of it, `warm.dwell` (min) is `goods.dwell` of the place, and `arrival.required_life` (d) is
what the buyer requires on arrival; a lot without a buyer is held against it at any time.
"""


def page() -> str:
    """Return the page as the recipes have it."""
    recipes = (line for recipe in load_recipes().values() for line in _section(recipe))
    return "\n".join([OPENING, *recipes, GOODS_OPENING, *_table(dict(numbers_of(GOODS)))])


def _section(recipe: Recipe) -> Iterator[str]:
    yield f"## {recipe.title} (`{recipe.id}`)\n"
    if recipe.note:
        yield f"{recipe.note}\n"
    yield from _table(recipe.numbers)


def _table(numbers: Mapping[str, Number]) -> Iterator[str]:
    yield "| number | default | why | grade |"
    yield "|---|---|---|---|"
    for path, number in numbers.items():
        why = number.note if number.grade == "H" else f"{number.note} ({number.source})"
        yield f"| `{path}` | {number.value:g} {number.unit} | {why} | {number.grade} |"
    yield ""


def test_the_page_of_recipes_says_what_the_recipes_say() -> None:
    """Run ``python -m tests.alerts.test_recipes_page`` after a recipe was changed."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_detector_has_its_row_on_the_page_of_alerts() -> None:
    """The table of findings names each detector that there is."""
    rows = [line for line in (DOCS / "alerts.md").read_text(encoding="utf-8").splitlines() if "|" in line]
    told = {row.split("|")[1].split("(")[0].strip() for row in rows}
    assert set(DETECTORS) <= told


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
