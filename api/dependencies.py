"""What routes are given: the parts of the service, and who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Header, Request

from alerts.assembly import Alerts
from alerts.notify.audience import Audience
from api.alert_desk import AlertDesk
from api.at_rest.backup import BackupDesk
from api.auth import commander_of, credentials_of, is_handed_on
from api.body_limit import MAX_BODY_BYTES
from api.device_desk import DeviceDesk
from api.errors import BadRequest, NotAllowed, NotAuthenticated
from api.farm_desk import FarmDesk
from api.gateway_desk import GatewayDesk
from api.languages import audience_of
from api.live import LiveFeed
from api.lot_desk import LotDesk
from api.overview import Overview
from api.rule_desk import RuleDesk
from api.schemas.values import rfc3339
from api.settings import HttpSettings
from api.shipment_desk import ShipmentDesk
from api.tokens import Principal, Tokens
from ingest.assembly import Ingest
from ingest.clock import Clock
from ingest.counters import Counters


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything that the HTTP interface reads from, commands, and is bound by."""

    http: HttpSettings
    clock: Clock
    ingest: Ingest
    alerts: Alerts
    counters: Counters
    tokens: Tokens
    overview: Overview
    alert_desk: AlertDesk
    device_desk: DeviceDesk
    farm_desk: FarmDesk
    rule_desk: RuleDesk
    backup_desk: BackupDesk
    lot_desk: LotDesk
    shipment_desk: ShipmentDesk
    gateway_desk: GatewayDesk
    live: LiveFeed
    troubles: Callable[[], tuple[str, ...]]
    dashboard: Path
    most_body_bytes: int = MAX_BODY_BYTES


def wiring(request: Request) -> Deps:
    """Return the parts of the service that this app was made with."""
    deps: Deps = request.app.state.deps
    return deps


Wiring = Annotated[Deps, Depends(wiring)]


def known_caller(request: Request, deps: Wiring) -> Principal | None:
    """Return who asks; None for somebody without a token, or with one that is not known."""
    credentials = credentials_of(request.headers, request.cookies)
    return deps.tokens.holder(credentials.secret) if credentials else None


Caller = Annotated[Principal | None, Depends(known_caller)]


def is_free_to_read(request: Request, deps: Wiring) -> bool:
    """Tell whether whoever sent *request* may read without a token."""
    said = deps.http.read_without_token
    return deps.http.reading_is_free and (said is True or not is_handed_on(request.headers))


FreeToRead = Annotated[bool, Depends(is_free_to_read)]


def reader(caller: Caller, is_free: FreeToRead) -> None:
    """Refuse somebody who may not read."""
    if caller is None and not is_free:
        raise NotAuthenticated(
            "reading needs a token here: open the page through the link that carries it, or send it as "
            "'Authorization: Bearer …'; `coldframe token --name NAME` makes one"
        )


def commander(request: Request, deps: Wiring) -> Principal:
    """Return who commands; refuse everybody else, and what other sites make a browser send."""
    credentials = credentials_of(request.headers, request.cookies)
    return commander_of(credentials, request.headers, request.url.scheme, deps.tokens)


Commander = Annotated[Principal, Depends(commander)]


def administrator(principal: Commander) -> Principal:
    """Return who administers; refuse everybody else."""
    if not principal.administers:
        raise NotAllowed(
            "tokens and gateways' credentials are made and removed on the service's own machine: run "
            "`coldframe token` or `coldframe gateway` there"
        )
    return principal


def addressee(accept_language: Annotated[str, Header()] = "") -> Audience:
    """Return how whoever asks reads: texts for people are told in that language and unit."""
    return audience_of(accept_language)


Addressee = Annotated[Audience, Depends(addressee)]

READERS = [Depends(reader)]
COMMANDERS = [Depends(commander)]
ADMINISTRATORS = [Depends(administrator)]


def until_now(deps: Deps, given_ms: int | None) -> int:
    """Return an instant that a caller gave, or now; refuse what lies ahead."""
    now_ms = deps.clock.now_ms()
    if given_ms is not None and given_ms > now_ms:
        raise BadRequest(
            f"from: expected now ({rfc3339(now_ms)}) or an earlier time, saw {rfc3339(given_ms)}"
        )
    return now_ms if given_ms is None else given_ms
