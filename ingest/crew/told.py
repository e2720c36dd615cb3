"""What a worker knows: what it was told by the process that learns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from ingest.known import Knowledge, Meaning
from ingest.report import Facts

_NO_FACTS: Facts = MappingProxyType({})
_NO_MEANINGS: Mapping[str, Meaning] = MappingProxyType({})


class Changes(NamedTuple):
    """What has changed since somebody was told.

    Attributes:
        scopes: everything that is announced now in the scopes in which anything changed; None: nothing.
        absences: how often something may have been missed.
        zones: the default zone and those of gateways; None: as before.
        meanings: what fields mean; None: as before.
    """

    scopes: Mapping[str, Mapping[str, Facts] | None]
    absences: int
    zones: tuple[tzinfo, Mapping[str, tzinfo]] | None
    meanings: Mapping[str, Mapping[str, Meaning]] | None


def changes(before: Knowledge, now: Knowledge) -> Changes | None:
    """Return what differs *now*; None: nothing.

    >>> changes(Knowledge(1, {"a": {}, "b": {}}), Knowledge(2, {"b": {}})).scopes["a"] is None
    True
    """
    if before.edition == now.edition:
        return None
    scopes: dict[str, Mapping[str, Facts] | None] = {
        scope: facts for scope, facts in now.scopes.items() if before.scopes.get(scope) is not facts
    }
    scopes.update(dict.fromkeys(before.scopes.keys() - now.scopes.keys()))
    is_other_zone = before.zones is not now.zones or before.default_zone is not now.default_zone
    return Changes(
        scopes,
        now.absences,
        (now.default_zone, now.zones) if is_other_zone else None,
        None if before.meanings is now.meanings else now.meanings,
    )


class Told:
    """Answers decoders by what was told, and notes in ``asked`` on which scopes the answers depend."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self._scopes: dict[str, Mapping[str, Facts]] = {}
        self._absences = 0
        self._default_zone: tzinfo = UTC
        self._zones: Mapping[str, tzinfo] = MappingProxyType({})
        self._meanings: Mapping[str, Mapping[str, Meaning]] = MappingProxyType({})

    def take(self, told: Changes) -> None:
        """Take over what has changed."""
        for scope, facts in told.scopes.items():
            if facts is None:
                self._scopes.pop(scope, None)
            else:
                self._scopes[scope] = facts
        self._absences = told.absences
        if told.zones is not None:
            self._default_zone, self._zones = told.zones
        if told.meanings is not None:
            self._meanings = told.meanings

    def facts(self, scope: str, key: str) -> Facts | None:
        """Return what was announced under *key* in *scope*; None: nothing."""
        self.asked.add(scope)
        return self._scopes.get(scope, _NO_FACTS).get(key)

    def has_scope(self, scope: str) -> bool:
        """Tell whether anything was ever announced in *scope*."""
        self.asked.add(scope)
        return scope in self._scopes

    def absences(self) -> int:
        """Return how often something may have been missed."""
        return self._absences

    def zone(self, gateway: str) -> tzinfo:
        """Return the time zone in which *gateway* writes local times."""
        return self._zones.get(gateway, self._default_zone)

    def meanings(self, model: str) -> Mapping[str, Meaning]:
        """Return what the operator has said about the fields of *model*, by path."""
        return self._meanings.get(model, _NO_MEANINGS)
