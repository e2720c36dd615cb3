"""The roll of gateways: who was ever heard or told of, and when it was last heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from ingest import registry_rows as rows
from ingest.newest import MOST_GATEWAYS
from ingest.place import Gateway, heard
from ingest.strangers import Strangers


class GatewayRoll:
    """Gateways by id. Whoever changes it locks; whoever asks need not.

    Of too many that nobody has said anything about, the one that was heard longest ago is forgotten.

    Args:
        connection: where they are kept.
        most: as many are kept that nobody has said anything about.
    """

    def __init__(self, connection: sa.Connection, most: int = MOST_GATEWAYS) -> None:
        self._gateways = {gateway.id: gateway for gateway in rows.gateways(connection)}
        self._heard_ms: dict[str, int] = {}
        self._unwritten: set[str] = set()
        self._strangers = Strangers(most, most)
        self._leaving: dict[str, None] = {}
        for gateway in sorted(self._gateways.values(), key=lambda one: one.last_seen_ms):
            self._meet(gateway)

    def all(self) -> tuple[Gateway, ...]:
        """Return every gateway, by id."""
        heard_ms, gateways = self._heard_ms.copy(), self._gateways.copy()
        return tuple(heard(gateways[name], heard_ms.get(name, 0)) for name in sorted(gateways))

    def find(self, gateway_id: str) -> Gateway | None:
        """Return one gateway; None where there is no such."""
        at_ms, gateway = self._heard_ms.get(gateway_id, 0), self._gateways.get(gateway_id)
        return None if gateway is None else heard(gateway, at_ms)

    def note(self, gateway_id: str, wire_format: str, at_ms: int) -> bool:
        """Note that a gateway was heard; tell whether it never was before."""
        if not gateway_id:
            return False
        self._heard_ms[gateway_id] = at_ms
        known = self._gateways.get(gateway_id) or Gateway(gateway_id, "", 0, 0)
        self._meet(known)
        if known.format:
            return False
        self._gateways[gateway_id] = replace(known, format=wire_format)
        return True

    def take(self, gateways: Iterable[Gateway]) -> None:
        """Take over what people said of gateways; it is written down already."""
        for one in gateways:
            self._gateways[one.id] = one
            self._meet(one)

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._unwritten or self._heard_ms or self._leaving)

    def write(self, connection: sa.Connection) -> None:
        """Write down what was heard since the last time."""
        for name, at_ms in self._heard_ms.items():
            self._gateways[name] = heard(self._gateways[name], at_ms)
        self._unwritten.update(self._heard_ms)
        self._heard_ms.clear()
        rows.put_gateways(connection, [self._gateways[one] for one in self._unwritten])
        rows.forget_gateways(connection, self._leaving)

    def written(self) -> None:
        """Note that everything is written down; who had to make room is gone."""
        for name in self._leaving:
            del self._gateways[name]
        self._leaving.clear()
        self._unwritten.clear()

    def _meet(self, gateway: Gateway) -> None:
        self._leaving.pop(gateway.id, None)
        if gateway.name or gateway.time_zone:
            self._strangers.known(gateway.id)
        elif (leaving := self._strangers.heard(gateway.id, "")) is not None:
            self._leaving[leaving] = None
