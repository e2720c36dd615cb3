"""Which numbers places, products and lots have of their own, who set them, and when.

What the configuration says holds until somebody says otherwise here; nothing that was said is ever deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from alerts.ledger.tables import OWN_RULE
from ingest.clock import Clock
from ingest.database import Database

Changes = Mapping[str, float | None]
"""New values by dotted path; None: as without a number of its own again."""

Configured = Mapping[str, Mapping[str, float]]
"""Values by id and dotted path, as the configuration has them."""


class Kind(StrEnum):
    """What may have numbers of its own."""

    PLACE = "place"
    PRODUCT = "product"
    LOT = "lot"


class Subject(NamedTuple):
    """One place, product or lot."""

    kind: Kind
    id: str


class Setting(msgspec.Struct, frozen=True):
    """One number that somebody set.

    Attributes:
        kind, subject_id: of what.
        path: which number.
        value: the number, in its own unit; None: as without a number of its own again.
        by, note: who set it, and why.
        at_ms: when.
    """

    kind: str
    subject_id: str
    path: str
    value: float | None
    by: str
    note: str
    at_ms: int


class RuleBook:
    """Numbers of places, products and lots. All methods may be called from any thread.

    ``version`` grows with every change, so that a reader knows when to look again.

    Args:
        database: where what people say is kept.
        clock: when it was said.
        configured: what the configuration says, by kind.
    """

    def __init__(
        self, database: Database, clock: Clock, configured: Mapping[Kind, Configured] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._configured = {} if configured is None else configured
        self._said: Mapping[Subject, Mapping[str, float | None]] = self._read()
        self._kinds = self._known_kinds()
        self.version = 0

    def own(self, subject: Subject) -> Mapping[str, float]:
        """Return the numbers that *subject* has for itself, by dotted path."""
        configured = self._configured.get(subject.kind, {}).get(subject.id, {})
        both = {**configured, **self._said.get(subject, {})}
        return {path: value for path, value in both.items() if value is not None}

    def with_changes(self, subject: Subject, changes: Changes) -> Mapping[str, float]:
        """Return the same after *changes*."""
        both: dict[str, float | None] = {**self.own(subject), **changes}
        return {path: value for path, value in both.items() if value is not None}

    def ids(self, kind: Kind) -> Collection[str]:
        """Return everything of a kind of which anything was ever said."""
        said = {subject.id for subject in self._said if subject.kind == kind}
        return said | self._configured.get(kind, {}).keys()

    def has(self, kind: Kind) -> bool:
        """Tell whether anything was ever said of anything of a kind."""
        return kind in self._kinds

    def write(self, subject: Subject, changes: Changes, by: str, note: str) -> None:
        """Let *subject* have these numbers from now on."""
        now_ms = self._clock.now_ms()
        rows = [Setting(*subject, path, value, by, note, now_ms) for path, value in changes.items()]
        if rows:
            with self._database.begin() as connection:
                connection.execute(sa.insert(OWN_RULE), [msgspec.structs.asdict(row) for row in rows])
            self._said = self._read()
            self._kinds = self._known_kinds()
            self.version += 1

    def history(self, subject: Subject) -> tuple[Setting, ...]:
        """Return what people set for *subject*, oldest first."""
        is_it = (OWN_RULE.c.kind == subject.kind) & (OWN_RULE.c.subject_id == subject.id)
        query = sa.select(*_COLUMNS).where(is_it).order_by(OWN_RULE.c.id)
        with self._database.read() as connection:
            return tuple(Setting(*row) for row in connection.execute(query))

    def _known_kinds(self) -> frozenset[Kind]:
        configured = {kind for kind, subjects in self._configured.items() if subjects}
        return frozenset(configured | {subject.kind for subject in self._said})

    def _read(self) -> Mapping[Subject, Mapping[str, float | None]]:
        said: defaultdict[Subject, dict[str, float | None]] = defaultdict(dict)
        columns = (OWN_RULE.c.kind, OWN_RULE.c.subject_id, OWN_RULE.c.path, OWN_RULE.c.value)
        query = sa.select(*columns).order_by(OWN_RULE.c.id)
        with self._database.read() as connection:
            for kind, subject_id, path, value in connection.execute(query):
                said[Subject(Kind(kind), subject_id)][path] = value
        return said


_COLUMNS = tuple(OWN_RULE.c[name] for name in Setting.__struct_fields__)
