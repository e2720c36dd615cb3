"""What earlier messages and the operator have told, as far as decoders need it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import NamedTuple, Protocol

from ingest.report import Announcement, Facts

MOST_SCOPES = 2_000
"""Most scopes are gateways: bridges, edge nodes, portals."""

MOST_FACTS = 20_000
"""In one scope: two for each device of the largest farm, all behind one gateway."""

MOST_BYTES_OF_ONE = 16 << 20
"""In one scope, as ``size_of`` counts: 20,000 facts of some ten short values each."""

MOST_BYTES = 32 << 20
"""In all: two gateways of that size, or thousands of usual ones."""

_OBJECT_BYTES = 64
"""What Python needs for a value and its place in what holds it, about."""


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


class Knowledge(NamedTuple):
    """Everything that is known at one moment; what stands in it is replaced when it changes, never changed.

    Attributes:
        edition: grows with every change.
        scopes: what was announced, by scope and key.
        absences: how often something may have been missed.
        default_zone: in which time zone gateways write local times.
        zones: the same of those that have one of their own.
        meanings: what the operator has said about fields, by model and path.
    """

    edition: int = 0
    scopes: Mapping[str, Mapping[str, Facts]] = MappingProxyType({})
    absences: int = 0
    default_zone: tzinfo = UTC
    zones: Mapping[str, tzinfo] = MappingProxyType({})
    meanings: Mapping[str, Mapping[str, Meaning]] = MappingProxyType({})


class Limits(NamedTuple):
    """How many scopes, facts and bytes are remembered, of one scope and in all."""

    scopes: int = MOST_SCOPES
    facts_of_one: int = MOST_FACTS
    bytes_of_one: int = MOST_BYTES_OF_ONE
    bytes: int = MOST_BYTES


_USUAL = Limits()


class KnownFacts:
    """What is known, in memory.

    ``learn`` and the setters may be called from any thread; readers see either the old or the new state
    of a scope. Of too many or too large scopes, the one that was announced or asked about longest ago is
    forgotten, so that made-up ones do not push out what messages are read with; of too many or too large
    facts in one scope, the one announced longest ago. What people have said is not among them.
    """

    def __init__(self, announcements: Iterable[Announcement] = (), limits: Limits = _USUAL) -> None:
        self._lock = threading.Lock()
        self._limits = limits
        self._scopes: OrderedDict[str, Mapping[str, Facts]] = OrderedDict()
        self._bytes_of: dict[str, int] = {}
        self._bytes = 0
        self._edition = 0
        self._told = Knowledge()
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

        >>> known = KnownFacts(limits=Limits(scopes=1))
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
            after, too_old = self._after(before, announcement)
            self._scopes.move_to_end(scope)
            forgotten = self._make_room()
            if after == before:
                return ()
            self._edition += 1
        changes = [announcement]
        if too_old:
            changes.append(Announcement(scope, dict.fromkeys(too_old)))
        return (*changes, *(Announcement(one, {}, replaces=True) for one in forgotten))

    def absences(self) -> int:
        """Return how often something may have been missed: each connection to the broker begins with it."""
        return self._absences

    def was_away(self) -> None:
        """Say that something may have been missed."""
        with self._lock:
            self._absences += 1
            self._edition += 1

    def of_scope(self, scope: str) -> Mapping[str, Facts] | None:
        """Return everything that is known in *scope*; None: nothing was ever announced in it."""
        return self._scopes.get(scope)

    def put_back(self, scope: str, facts: Mapping[str, Facts] | None) -> None:
        """Make *facts* everything that is known in *scope* again."""
        with self._lock:
            self._edition += 1
            if facts is None:
                self._forget(scope)
            else:
                self._put(scope, facts, sum(_size_of_fact(*fact) for fact in facts.items()))

    def set_zones(self, default: tzinfo, zones: Mapping[str, tzinfo]) -> None:
        """Say in which time zones gateways write local times."""
        with self._lock:
            self._default_zone = default
            self._zones = dict(zones)
            self._edition += 1

    def set_meanings(self, meanings: Mapping[str, Mapping[str, Meaning]]) -> None:
        """Say what fields mean, by model and path."""
        with self._lock:
            self._meanings = {model: dict(fields) for model, fields in meanings.items()}
            self._edition += 1

    def everything(self) -> Knowledge:
        """Return everything that is known now, for somebody who asks elsewhere."""
        with self._lock:
            if self._told.edition != self._edition:
                announced, said = dict(self._scopes), (self._default_zone, self._zones, self._meanings)
                self._told = Knowledge(self._edition, announced, self._absences, *said)
            return self._told

    def is_still(self, before: Knowledge, scopes: Collection[str]) -> bool:
        """Tell whether what was announced in *scopes* is what it was *before*; they count as asked about."""
        for scope in scopes:
            self.facts(scope, "")
        if self._edition == before.edition:
            return True
        return all(self._scopes.get(scope) is before.scopes.get(scope) for scope in scopes)

    def _after(
        self, before: Mapping[str, Facts] | None, announcement: Announcement
    ) -> tuple[Mapping[str, Facts], tuple[str, ...]]:
        """Take over what is announced in a scope; return its facts now, and the keys that make room."""
        scope, is_new = announcement.scope, announcement.replaces or before is None
        after = {} if before is None or is_new else dict(before)
        size = 0 if is_new else self._bytes_of[scope]
        for key, facts in announcement.facts.items():
            size -= _size_of_fact(key, after.pop(key, None))
            if facts is not None:
                after[key] = facts
                size += _size_of_fact(key, facts)
        too_old = []
        while len(after) > self._limits.facts_of_one or size > self._limits.bytes_of_one:
            key = next(iter(after))
            size -= _size_of_fact(key, after.pop(key))
            too_old.append(key)
        self._put(scope, after, size)
        return after, tuple(too_old)

    def _put(self, scope: str, facts: Mapping[str, Facts], size: int) -> None:
        self._bytes += size - self._bytes_of.get(scope, 0)
        self._bytes_of[scope] = size
        self._scopes[scope] = facts

    def _forget(self, scope: str) -> None:
        if self._scopes.pop(scope, None) is not None:
            self._bytes -= self._bytes_of.pop(scope)

    def _make_room(self) -> list[str]:
        """Forget the scopes that were needed longest ago, as many as have to go; return which."""
        forgotten = []
        while len(self._scopes) > self._limits.scopes or self._bytes > self._limits.bytes:
            forgotten.append(next(iter(self._scopes)))
            self._forget(forgotten[-1])
        return forgotten


def size_of(value: object) -> int:
    """Return how much memory a plain value of JSON needs, about [bytes].

    >>> size_of("V"), size_of({"unit": "V"})
    (65, 197)
    """
    if isinstance(value, str):
        return _OBJECT_BYTES + len(value)
    if isinstance(value, Mapping):
        return _OBJECT_BYTES + sum(size_of(key) + size_of(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return _OBJECT_BYTES + sum(map(size_of, value))
    return _OBJECT_BYTES


def _size_of_fact(key: str, facts: Facts | None) -> int:
    return 0 if facts is None else size_of(key) + size_of(facts)


NOTHING_KNOWN: Known = KnownFacts()
"""For decoding a message by itself."""
