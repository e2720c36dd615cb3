"""Tokens: made, listed and revoked with the administrator's key only."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import ADMINISTRATORS, Wiring
from api.schemas.operation import TokenAnswer, TokenCommand, TokenNameAnswer
from api.schemas.values import KnownId

router = APIRouter(prefix="/tokens", tags=["operation"], dependencies=ADMINISTRATORS)


@router.get("")
def list_tokens(deps: Wiring) -> list[TokenNameAnswer]:
    """Answer the names of all tokens."""
    return [TokenNameAnswer(name=token.name, created_at=token.created_ms) for token in deps.tokens.names()]


@router.post("", status_code=201)
def create_token(deps: Wiring, command: TokenCommand) -> TokenAnswer:
    """Make a token; it is shown this once."""
    return TokenAnswer(name=command.name, token=deps.tokens.create(command.name))


@router.delete("/{name}", status_code=204)
def revoke_token(deps: Wiring, name: KnownId) -> None:
    """Make a token worthless at once, with every session that was opened with it."""
    deps.tokens.revoke(name)
