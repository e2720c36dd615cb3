"""``gateway``: let gateways log in at the broker, each under its own topics."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.gateway_desk import GatewayDesk
from api.settings import Settings
from ingest.access.account import SERVICE, Account
from ingest.access.files import PASSWORDS, RULES, kept_secret, write_files
from ingest.access.kind import KINDS
from ingest.access.password import hashed, new_password
from ingest.accounts import Accounts
from ingest.clock import SystemClock
from ingest.counted import counted
from ingest.database import Database
from ingest.entrance import own_names

_PATH = "gateway-credentials"
_SECRET_FILE = "coldframe.password"  # noqa: S105 - the name of a file


@dataclass(frozen=True, slots=True)
class Wish:
    """A gateway to let in; *topics* take the place of those of its kind, *host* is where it reaches us."""

    name: str
    kind: str
    topics: tuple[str, ...] = ()
    host: str | None = None


def add(settings: Settings, wish: Wish, say: Say) -> int:
    """Make credentials for a gateway and show what has to be typed into it."""
    with beside(settings.data, may_be_new=True) as service:
        if isinstance(service, RunningService):
            body = {"name": wish.name, "kind": wish.kind, "topics": list(wish.topics), "host": wish.host}
            say(str(service.post(_PATH, body=body)["instructions"]))
        else:
            desk = _desk(settings, service)
            say(desk.add(wish.name, wish.kind, wish.topics, wish.host).instructions)
    return 0


def remove(settings: Settings, name: str, say: Say) -> int:
    """Make the credentials of a gateway worthless, and end its session."""
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            step = str(service.delete(_PATH, name)["next_step"])
        else:
            step = _desk(settings, service).remove(name)
    say(f"the gateway {name} cannot log in any more")
    if step:
        say(f"its session lasts until this is done: {step}")
    return 0


def show(settings: Settings, say: Say) -> int:
    """Show all gateways that have credentials, where each may publish, and what was refused of it."""
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            known = service.get(_PATH)
        else:
            known = [msgspec.structs.asdict(account) for account in _desk(settings, service).all()]
    for gateway in known:
        say(f"{gateway['name']}  {gateway['kind']}  {', '.join(gateway['publish'])}")
        for refused in gateway.get("refused", ()):
            times = counted(refused["times"], "time")
            say(f"    refused {times}, last at {refused['last_at']}: {refused['topic']}")
    return 0


def kinds(say: Say) -> int:
    """Show all kinds of gateways, and where each publishes."""
    for kind in KINDS.values():
        say(f"{kind.name:<16} {kind.title}")
        topics = ", ".join(kind.publish) or "where --topic says"
        say(f"{'':<16} {topics.replace('${name}', 'NAME')}")
    return 0


def files(settings: Settings, folder: Path, say: Say) -> int:
    """Write the password and access files of Mosquitto into *folder*, and an account for Coldframe itself."""
    with beside(settings.data, may_be_new=True) as service:
        accounts = _accounts(service)
    mqtt = settings.mqtt[0]
    known = mqtt.secret() if mqtt.username is not None else None
    if mqtt.username is not None and known is not None:
        write_files(folder, accounts, mqtt.username, hashed(known, is_chosen=True))
    else:
        secret = kept_secret(folder / _SECRET_FILE, new_password())
        write_files(folder, accounts, SERVICE, hashed(secret))
    gateways = counted(len(accounts), "gateway")
    say(f"{folder / PASSWORDS} and {folder / RULES}: {gateways}, and Coldframe itself")
    if known is None:
        for line in _how_to_log_in(folder):
            say(line)
    say("Mosquitto reads them at its start, and after: systemctl reload mosquitto (or SIGHUP)")
    return 0


def _how_to_log_in(folder: Path) -> Sequence[str]:
    return (
        "Coldframe itself logs in with a password of its own; put this into its configuration:",
        "  [mqtt]",
        f'  username = "{SERVICE}"',
        f'  password_file = "{(folder / _SECRET_FILE).absolute()}"',
        f'  client_id = "{SERVICE}-{secrets.token_hex(8)}"   # whoever knows it could take the session over',
    )


def _desk(settings: Settings, database: Database) -> GatewayDesk:
    return GatewayDesk(settings, Accounts(database, SystemClock(), own_names(settings.mqtt)))


def _accounts(service: RunningService | Database) -> tuple[Account, ...]:
    if isinstance(service, RunningService):
        told: Any = service.get(_PATH, "hashes")
        return tuple(msgspec.convert(account, Account) for account in told)
    return Accounts(service, SystemClock()).all()
