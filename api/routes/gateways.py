"""Gateways: when they were heard, how wrong their clocks are, and in which zone they write."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Addressee, Wiring
from api.schemas.gateways import GatewayDescriptionCommand, GatewayDetailAnswer
from api.schemas.values import KnownId

router = APIRouter(prefix="/gateways", tags=["devices"])


@router.get("", dependencies=READERS)
def list_gateways(deps: Wiring, addressee: Addressee) -> list[GatewayDetailAnswer]:
    """Answer every gateway that was heard or that people told of."""
    return deps.device_desk.gateways(deps.clock.now_ms(), addressee.language)


@router.patch("/{gateway_id:path}", dependencies=COMMANDERS)
def describe(
    deps: Wiring, addressee: Addressee, gateway_id: KnownId, command: GatewayDescriptionCommand
) -> GatewayDetailAnswer:
    """Name a gateway, or say in which zone it writes local times; what is left out stays as it is."""
    registry = deps.ingest.registry
    gateway = registry.gateway(gateway_id)
    if "name" in command.model_fields_set:
        gateway = replace(gateway, name=command.name or "")
    if "time_zone" in command.model_fields_set:
        gateway = replace(gateway, time_zone=command.time_zone or "")
    registry.describe_gateway(gateway)
    found = deps.device_desk.gateways(deps.clock.now_ms(), addressee.language)
    return next(one for one in found if one.id == gateway_id)
