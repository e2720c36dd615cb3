"""What earlier messages and the operator have told, as far as decoders need it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import NamedTuple, Protocol

from ingest.report import Announcement, Facts


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
    of a scope.
    """

    def __init__(self, announcements: Iterable[Announcement] = ()) -> None:
        self._lock = threading.Lock()
        self._scopes: dict[str, Mapping[str, Facts]] = {}
        self._absences = 0
        self._zones: Mapping[str, tzinfo] = {}
        self._default_zone: tzinfo = UTC
        self._meanings: Mapping[str, Mapping[str, Meaning]] = {}
        for announcement in announcements:
            self.learn(announcement)

    def facts(self, scope: str, key: str) -> Facts | None:
        """Return what was announced under *key* in *scope*; None: nothing."""
        found = self._scopes.get(scope)
        return None if found is None else found.get(key)

    def has_scope(self, scope: str) -> bool:
        """Tell whether anything was ever announced in *scope*."""
        return scope in self._scopes

    def zone(self, gateway: str) -> tzinfo:
        """Return the time zone in which *gateway* writes local times."""
        return self._zones.get(gateway, self._default_zone)

    def meanings(self, model: str) -> Mapping[str, Meaning]:
        """Return what the operator has said about the fields of *model*, by path."""
        return self._meanings.get(model, _NO_MEANINGS)

    def learn(self, announcement: Announcement) -> bool:
        """Take over what was announced; tell whether it changes anything."""
        with self._lock:
            before = self._scopes.get(announcement.scope)
            after = {} if announcement.replaces or before is None else dict(before)
            for key, facts in announcement.facts.items():
                if facts is None:
                    after.pop(key, None)
                else:
                    after[key] = facts
            if after == before:
                return False
            self._scopes[announcement.scope] = after
            return True

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


NOTHING_KNOWN: Known = KnownFacts()
"""For decoding a message by itself."""
