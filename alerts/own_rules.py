"""What places should be like: their recipes, and the numbers that they have instead of their recipe's."""

from __future__ import annotations

import structlog

from alerts.adjustment import adjusted, refuse_unknown
from alerts.errors import InvalidCommand
from alerts.recipe import Recipe, Recipes
from alerts.rule_book import Changes, Kind, RuleBook, Setting, Subject
from ingest.place import Place

_log = structlog.get_logger(__name__)


class OwnRules(Recipes):
    """Recipes, and what places do otherwise. All methods may be called from any thread.

    Args:
        book: what people and the configuration say.
        recipes: what kinds of places should be like.
    """

    def __init__(self, book: RuleBook, recipes: Recipes) -> None:
        super().__init__(recipes.values())
        self._book = book
        self._adjusted: dict[tuple[str, str], tuple[int, Recipe]] = {}

    @property
    def version(self) -> int:
        """Return what differs as soon as a place follows other rules."""
        return self._book.version

    def of(self, place: Place) -> Recipe | None:
        """Return what *place* should be like; None where its recipe is not known.

        Where its own numbers do not fit its recipe (any more), the recipe holds, and the log says so.
        """
        recipe = self.get(place.recipe)
        if recipe is None:
            return None
        version, known = self._adjusted.get((place.id, recipe.id), (-1, recipe))
        if version != self.version:
            version, known = self.version, self._fitting(place, recipe)
            self._adjusted[place.id, recipe.id] = version, known
        return known

    def with_changes(self, place: Place, changes: Changes) -> Recipe:
        """Return what *place* would be like with *changes*; None: as in the recipe again.

        Raises InvalidCommand with every path or value that cannot be.
        """
        recipe = self.get(place.recipe)
        if recipe is None:
            raise InvalidCommand(f"the recipe {place.recipe!r} of {place.id} is not known")
        refuse_unknown(recipe.file, changes)
        return adjusted(recipe, self._book.with_changes(_subject(place), changes))

    def set(self, place: Place, changes: Changes, by: str, note: str) -> Recipe:
        """Let *place* have these numbers from now on, and return what it should be like.

        Raises InvalidCommand, and changes nothing then.
        """
        recipe = self.with_changes(place, changes)
        self._book.write(_subject(place), changes, by, note)
        return recipe

    def history(self, place: Place) -> tuple[Setting, ...]:
        """Return what people set for *place*, oldest first."""
        return self._book.history(_subject(place))

    def _fitting(self, place: Place, recipe: Recipe) -> Recipe:
        try:
            return adjusted(recipe, self._book.own(_subject(place)))
        except InvalidCommand as error:
            _log.error("a place's own rules do not fit its recipe", place=place.id, detail=str(error))
            return recipe


def _subject(place: Place) -> Subject:
    return Subject(Kind.PLACE, place.id)
