"""``token``: make, list and revoke the tokens with which people and programs command the service."""

from __future__ import annotations

from pathlib import Path

from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.tokens import Tokens
from ingest.clock import SystemClock


def create(data: Path, name: str, say: Say) -> int:
    """Make a token called *name* for the service whose data lie in *data*, and show it."""
    with beside(data, may_be_new=True) as service:
        if isinstance(service, RunningService):
            say(str(service.post("tokens", body={"name": name})["token"]))
        else:
            say(Tokens(service, SystemClock()).create(name))
    return 0


def revoke(data: Path, name: str, say: Say) -> int:
    """Make the token called *name* worthless."""
    with beside(data) as service:
        if isinstance(service, RunningService):
            service.delete("tokens", name)
        else:
            Tokens(service, SystemClock()).revoke(name)
    say(f"the token {name} is worthless now")
    return 0


def show(data: Path, say: Say) -> int:
    """Show the names of all tokens."""
    with beside(data) as service:
        if isinstance(service, RunningService):
            names = [str(token["name"]) for token in service.get("tokens")]
        else:
            names = [token.name for token in Tokens(service, SystemClock()).names()]
    for name in names:
        say(name)
    return 0
