"""The password file and the access control file of Mosquitto, from the same accounts; pure.

Mosquitto lets nobody do what no line allows, once it has an ``acl_file``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.access.account import Account

_ASKED = ("R/+/keepalive", "spBv1.0/+/NCMD/+")
"""Where Coldframe asks gateways for what it needs, also those that come over a bridge and have no account."""

DROPPED_TOPIC = "$SYS/broker/publish/messages/dropped"
"""Where Mosquitto says, every few seconds, how many messages it dropped since its start, for whomever."""

_HEAD = "# Written by Coldframe (coldframe gateway files); changes made here are lost.\n"


def password_file(accounts: Iterable[Account], service: str, service_hash: str) -> str:
    """Return the password file for *accounts* and for Coldframe itself, which logs in as *service*."""
    lines = [f"{service}:{service_hash}", *(f"{account.name}:{account.hash}" for account in accounts)]
    return "".join(f"{line}\n" for line in lines)


def acl_file(accounts: Sequence[Account], service: str) -> str:
    """Return who may do what: Coldframe hears everything, asks, and says what some gateway may hear."""
    said = dict.fromkeys((*_ASKED, *(topic for account in accounts for topic in account.subscribe)))
    blocks = [_block(service, said, ["#", DROPPED_TOPIC])]
    blocks += [_block(account.name, account.publish, account.subscribe) for account in accounts]
    return _HEAD + "".join(blocks)


def _block(name: str, publish: Iterable[str], subscribe: Iterable[str]) -> str:
    lines = [f"user {name}", *(f"topic write {topic}" for topic in publish)]
    lines += [f"topic read {topic}" for topic in subscribe]
    return "\n" + "".join(f"{line}\n" for line in lines)
