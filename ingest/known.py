"""What earlier messages and the operator have told, as far as decoders need it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple, Protocol

from ingest.newest import put_newest
from ingest.report import Announcement, Facts

MOST_SCOPES = 2_000
"""Most scopes are gateways: bridges, edge nodes, portals."""

MOST_FACTS = 20_000
"""In one scope: two for each device of the largest farm, all behind one gateway."""


class Meaning(NamedTuple):
    """What the operator says that a field of a device model means.

    Attributes:
        quantity: canonical quantity name; empty: the field is to be left alone.
        unit: the unit in which the device sends it, as in ``units``; empty: the canonical one.
        channel: which probe of the device it is; empty: the device itself.
    """

    quantity: str
    unit: str = ""
    channel: str = ""


class Known(Protocol):
    """What a decoder may ask. It is the same for the whole of one message."""

    def facts(self, scope: str, key: str) -> Facts | None:
        """Return what was announced under *key* in *scope*; None: nothing."""
        ...

    def has_scope(self, scope: str) -> bool:
        """Tell whether anything was ever announced in *scope*."""
        ...

    def absences(self) -> int:
        """Return how often something may have been missed: each connection to the broker begins with it."""
        ...

    def zone(self, gateway: str) -> tzinfo:
        """Return the time zone in which *gateway* writes local times."""
        ...

    def meanings(self, model: str) -> Mapping[str, Meaning]:
        """Return what the operator has said about the fields of *model*, by path."""
        ...


_NO_MEANINGS: Mapping[str, Meaning] = MappingProxyType({})


class KnownFacts:
    """What is known, in memory.

    ``learn`` and the setters may be called from any thread; readers see either the old or the new state
    of a scope. Of too many scopes, the one that was announced or asked about longest ago is forgotten, so
    that made-up ones do not push out what messages are read with; of too many facts in one scope, the one
    announced longest ago. What people have said is not among them.
    """

    def __init__(
        self,
        announcements: Iterable[Announcement] = (),
        most_scopes: int = MOST_SCOPES,
        most_facts: int = MOST_FACTS,
    ) -> None:
        self._lock = threading.Lock()
        self._most_scopes = most_scopes
        self._most_facts = most_facts
        self._scopes: OrderedDict[str, Mapping[str, Facts]] = OrderedDict()
        self._absences = 0
        self._zones: Mapping[str, tzinfo] = {}
        self._default_zone: tzinfo = UTC
        self._meanings: Mapping[str, Mapping[str, Meaning]] = {}
        for announcement in announcements:
            self.learn(announcement)

    def facts(self, scope: str, key: str) -> Facts | None:
        """Return what was announced under *key* in *scope*; None: nothing."""
        if scope not in self._scopes:
            return None
        try:
            self._scopes.move_to_end(scope)
            return self._scopes[scope].get(key)
        except KeyError:  # another thread has forgotten it meanwhile
            return None

    def has_scope(self, scope: str) -> bool:
        """Tell whether anything was ever announced in *scope*."""
        return scope in self._scopes

    def zone(self, gateway: str) -> tzinfo:
        """Return the time zone in which *gateway* writes local times."""
        return self._zones.get(gateway, self._default_zone)

    def meanings(self, model: str) -> Mapping[str, Meaning]:
        """Return what the operator has said about the fields of *model*, by path."""
        return self._meanings.get(model, _NO_MEANINGS)

    def learn(self, announcement: Announcement) -> tuple[Announcement, ...]:
        """Take over what was announced; return what changes: it, and what was forgotten for it.

        >>> known = KnownFacts(most_scopes=1)
        >>> [change.scope for change in known.learn(Announcement("a", {"x": {"unit": "V"}}))]
        ['a']
        >>> [change.scope for change in known.learn(Announcement("b", {"x": {"unit": "V"}}))]
        ['b', 'a']
        >>> known.learn(Announcement("b", {"x": {"unit": "V"}}))
        ()
        """
        scope = announcement.scope
        with self._lock:
            before = self._scopes.get(scope)
            after, too_old = _after(before, announcement, self._most_facts)
            forgotten = put_newest(self._scopes, scope, after, self._most_scopes)
        if after == before:
            return ()
        changes = [announcement]
        if too_old:
            changes.append(Announcement(scope, dict.fromkeys(too_old)))
        if forgotten is not None:
            changes.append(Announcement(forgotten[0], {}, replaces=True))
        return tuple(changes)

    def absences(self) -> int:
        """Return how often something may have been missed: each connection to the broker begins with it."""
        return self._absences

    def was_away(self) -> None:
        """Say that something may have been missed."""
        with self._lock:
            self._absences += 1

    def of_scope(self, scope: str) -> Mapping[str, Facts] | None:
        """Return everything that is known in *scope*; None: nothing was ever announced in it."""
        return self._scopes.get(scope)

    def put_back(self, scope: str, facts: Mapping[str, Facts] | None) -> None:
        """Make *facts* everything that is known in *scope* again."""
        with self._lock:
            if facts is None:
                self._scopes.pop(scope, None)
            else:
                self._scopes[scope] = facts

    def set_zones(self, default: tzinfo, zones: Mapping[str, tzinfo]) -> None:
        """Say in which time zones gateways write local times."""
        self._default_zone = default
        self._zones = dict(zones)

    def set_meanings(self, meanings: Mapping[str, Mapping[str, Meaning]]) -> None:
        """Say what fields mean, by model and path."""
        self._meanings = {model: dict(fields) for model, fields in meanings.items()}


def _after(
    before: Mapping[str, Facts] | None, announcement: Announcement, most: int
) -> tuple[Mapping[str, Facts], tuple[str, ...]]:
    """Return the facts of a scope once something was announced in it, and the keys that make room."""
    after = {} if announcement.replaces or before is None else dict(before)
    for key, facts in announcement.facts.items():
        after.pop(key, None)
        if facts is not None:
            after[key] = facts
    too_old = tuple(islice(after, max(len(after) - most, 0)))
    for key in too_old:
        del after[key]
    return after, too_old


NOTHING_KNOWN: Known = KnownFacts()
"""For decoding a message by itself."""
