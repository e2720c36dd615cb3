"""Gateways' credentials: made, listed and removed with the administrator's key only."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter

from api.dependencies import ADMINISTRATORS, Wiring
from api.schemas.credentials import (
    BrokerAccountAnswer,
    GatewayAccountAnswer,
    GatewayCommand,
    NewGatewayAnswer,
    RefusedTopicAnswer,
    RemovedAnswer,
)
from api.schemas.values import KnownId
from ingest.access.account import Account
from ingest.turned_away import RefusedTopic

router = APIRouter(prefix="/gateway-credentials", tags=["operation"], dependencies=ADMINISTRATORS)


@router.get("")
def list_gateways(deps: Wiring) -> list[GatewayAccountAnswer]:
    """Answer the gateways that can log in, and where each published what it may not."""
    turned_away = deps.ingest.entrance.turned_away
    return [_answer(account, turned_away.topics_of(account.name)) for account in deps.gateway_desk.all()]


@router.get("/hashes")
def list_hashes(deps: Wiring) -> list[BrokerAccountAnswer]:
    """Answer what another broker, such as Mosquitto, has to know of each gateway."""
    return [BrokerAccountAnswer(**msgspec.structs.asdict(account)) for account in deps.gateway_desk.all()]


@router.post("", status_code=201)
def add_gateway(deps: Wiring, command: GatewayCommand) -> NewGatewayAnswer:
    """Let a gateway log in; its password is shown this once."""
    made = deps.gateway_desk.add(command.name, command.kind, command.topics, command.host)
    return NewGatewayAnswer(
        name=made.account.name,
        password=made.password,
        publish=list(made.account.publish),
        subscribe=list(made.account.subscribe),
        instructions=made.instructions,
    )


@router.delete("/{name}")
def remove_gateway(deps: Wiring, name: KnownId) -> RemovedAnswer:
    """Make a gateway's credentials worthless at once, and end its session."""
    step = deps.gateway_desk.remove(name)
    deps.ingest.entrance.turned_away.forget(name)
    return RemovedAnswer(next_step=step)


def _answer(account: Account, refused: tuple[RefusedTopic, ...]) -> GatewayAccountAnswer:
    return GatewayAccountAnswer(
        name=account.name,
        kind=account.kind,
        publish=list(account.publish),
        subscribe=list(account.subscribe),
        created_at=account.created_ms,
        refused=[
            RefusedTopicAnswer(topic=one.topic, times=one.times, last_at=one.last_ms) for one in refused
        ],
    )
