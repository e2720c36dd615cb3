"""The farm as a file: what applying one would change, doing so, and writing one of what is known."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.recipe import Recipe
from api.errors import NotAsPlanned
from ingest.books import Books
from ingest.clock import Clock
from ingest.farm.file import read_farm
from ingest.farm.plan import Plan, plan


class FarmDesk:
    """Plans, applies and writes farm files; may be called from any thread.

    Args:
        books: what is known of the farm.
        recipes: what places should be like, by id.
        clock: tells when a device moves whose place is given without a time.
    """

    def __init__(self, books: Books, recipes: Mapping[str, Recipe], clock: Clock) -> None:
        self._books = books
        self._kinds = {name: recipe.kind for name, recipe in recipes.items()}
        self._clock = clock

    def plan(self, text: str, source: str) -> Plan:
        """Return what *text*, the content of the file *source*, would change.

        Raises SettingsError with everything that is wrong with it or speaks against it.
        """
        return plan(read_farm(text, source), source, self._books.farm(), self._kinds, self._clock.now_ms())

    def apply(self, text: str, source: str, fingerprint: str | None = None) -> Plan:
        """Make the changes of *text*, all or none, and return what they were.

        With the *fingerprint* of a plan only those are made that it showed; raises NotAsPlanned where the
        farm has changed since. Raises SettingsError as ``plan`` does.
        """
        with self._books.registry.unchanged():
            found = self.plan(text, source)
            if fingerprint is not None and fingerprint != found.fingerprint:
                raise NotAsPlanned(
                    "the farm has changed since the plan was shown; look at the new plan first"
                )
            if found.steps:
                self._books.take_over(found.changes)
            return found

    def export(self) -> str:
        """Return what is known as a farm file, which changes nothing where it is applied."""
        from ingest.farm.written import written  # noqa: PLC0415 - a library that is needed once in a while

        return written(self._books.farm())
