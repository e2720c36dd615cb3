"""The page of recipes: every number that a rule uses, with its default and its reason, as in the data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alerts.detect import DETECTORS
from alerts.recipe import Recipe, load_recipes

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "recipes.md"

OPENING = """# What places should be like: every number of every recipe

A place follows the recipe of its kind. Each number can be set for one place (on its page, through the API, in
the configuration), and a backtest shows beforehand what that would have changed. What each rule does with its
numbers stands in [what alerts mean](alerts.md); *H* is a house choice, the other grades are those of the
sources in `alerts/recipes/`.
"""


def page() -> str:
    """Return the page as the recipes have it."""
    return "\n".join([OPENING, *(line for recipe in load_recipes().values() for line in _section(recipe))])


def _section(recipe: Recipe) -> Iterator[str]:
    yield f"## {recipe.title} (`{recipe.id}`)\n"
    if recipe.note:
        yield f"{recipe.note}\n"
    yield "| number | default | why | grade |"
    yield "|---|---|---|---|"
    for path, number in recipe.numbers.items():
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
