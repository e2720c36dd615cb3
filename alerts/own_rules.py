"""Which numbers places have for themselves instead of their recipe's, who set them, and when.

What the configuration says holds until somebody says otherwise here; nothing that was said is ever deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa
import structlog

from alerts.adjustment import adjusted, refuse_unknown
from alerts.errors import InvalidCommand
from alerts.ledger.tables import OWN_RULE
from alerts.recipe import Recipe, Recipes
from ingest.clock import Clock
from ingest.database import Database
from ingest.place import Place

Configured = Mapping[str, Mapping[str, float]]
"""Values by place and dotted path, as the configuration has them."""

_log = structlog.get_logger(__name__)


class Setting(msgspec.Struct, frozen=True):
    """One number that somebody set for a place.

    Attributes:
        place_id, path: which number of which place.
        value: the number, in the unit of the recipe's; None: as in the recipe again.
        by, note: who set it, and why.
        at_ms: when.
    """

    place_id: str
    path: str
    value: float | None
    by: str
    note: str
    at_ms: int


class OwnRules(Recipes):
    """Recipes, and what places do otherwise. All methods may be called from any thread.

    Args:
        database: where what people say is kept.
        clock: when it was said.
        recipes: what kinds of places should be like.
        configured: what the configuration says of places.
    """

    def __init__(self, database: Database, clock: Clock, recipes: Recipes, configured: Configured) -> None:
        super().__init__(recipes.values())
        self._database = database
        self._clock = clock
        self._configured = configured
        self._version = 0
        self._said: Mapping[str, Mapping[str, float | None]] = self._read()
        self._adjusted: dict[tuple[str, str], tuple[int, Recipe]] = {}

    @property
    def version(self) -> int:
        """Return what differs as soon as a place follows other rules."""
        return self._version

    def own(self, place_id: str) -> Mapping[str, float]:
        """Return the numbers that a place has for itself, by dotted path."""
        both = {**self._configured.get(place_id, {}), **self._said.get(place_id, {})}
        return {path: value for path, value in both.items() if value is not None}

    def of(self, place: Place) -> Recipe | None:
        """Return what *place* should be like; None where its recipe is not known.

        Where its own numbers do not fit its recipe (any more), the recipe holds, and the log says so.
        """
        recipe = self.get(place.recipe)
        if recipe is None:
            return None
        version, known = self._adjusted.get((place.id, recipe.id), (-1, recipe))
        if version != self._version:
            version, known = self._version, self._fitting(place, recipe)
            self._adjusted[place.id, recipe.id] = version, known
        return known

    def with_changes(self, place: Place, changes: Mapping[str, float | None]) -> Recipe:
        """Return what *place* would be like with *changes*; None: as in the recipe again.

        Raises InvalidCommand with every path or value that cannot be.
        """
        recipe = self.get(place.recipe)
        if recipe is None:
            raise InvalidCommand(f"the recipe {place.recipe!r} of {place.id} is not known")
        refuse_unknown(recipe, changes)
        wanted: dict[str, float | None] = {**self.own(place.id), **changes}
        return adjusted(recipe, {path: value for path, value in wanted.items() if value is not None})

    def set(self, place: Place, changes: Mapping[str, float | None], by: str, note: str) -> Recipe:
        """Let *place* have these numbers from now on, and return what it should be like.

        Raises InvalidCommand, and changes nothing then.
        """
        recipe = self.with_changes(place, changes)
        now_ms = self._clock.now_ms()
        rows = [Setting(place.id, path, value, by, note, now_ms) for path, value in changes.items()]
        if rows:
            with self._database.begin() as connection:
                connection.execute(sa.insert(OWN_RULE), [msgspec.structs.asdict(row) for row in rows])
            self._said = self._read()
            self._version += 1
        return recipe

    def history(self, place_id: str) -> tuple[Setting, ...]:
        """Return what people set for a place, oldest first."""
        query = sa.select(*_COLUMNS).where(OWN_RULE.c.place_id == place_id).order_by(OWN_RULE.c.id)
        with self._database.read() as connection:
            return tuple(Setting(*row) for row in connection.execute(query))

    def _fitting(self, place: Place, recipe: Recipe) -> Recipe:
        try:
            return adjusted(recipe, self.own(place.id))
        except InvalidCommand as error:
            _log.error("a place's own rules do not fit its recipe", place=place.id, detail=str(error))
            return recipe

    def _read(self) -> Mapping[str, Mapping[str, float | None]]:
        said: defaultdict[str, dict[str, float | None]] = defaultdict(dict)
        query = sa.select(OWN_RULE.c.place_id, OWN_RULE.c.path, OWN_RULE.c.value).order_by(OWN_RULE.c.id)
        with self._database.read() as connection:
            for place_id, path, value in connection.execute(query):
                said[place_id][path] = value
        return said


_COLUMNS = tuple(OWN_RULE.c[name] for name in Setting.__struct_fields__)
