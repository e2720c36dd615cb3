"""What operators see and do: quarantine, tokens, readiness, problems."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Answer, Command
from api.schemas.values import GivenText, Instant


class QuarantinedAnswer(Answer):
    """A payload, or a value of one, that was not accepted, and why."""

    id: int
    received_at: Instant
    topic: str
    reason: str
    explanation: str
    detail: str
    device: str
    payload: str


class IngestedAnswer(Answer):
    """What became of a message that was posted: readings that are kept, and what was not accepted."""

    readings: int
    quarantined: int


class TokenCommand(Command):
    """Make a token for a person or a program."""

    name: GivenText


class TokenAnswer(Answer):
    """A new token; it is shown this once."""

    name: str
    token: str


class TokenNameAnswer(Answer):
    """A token that exists."""

    name: str
    created_at: Instant


class ReadyAnswer(Answer):
    """Whether the service does all of its work, and what it does not do."""

    ready: bool
    reasons: list[str]


class BackupCommand(Command):
    """Write a backup to this new file on the service's own machine."""

    path: Annotated[str, Field(min_length=1, max_length=4_096)]


class BackupAnswer(Answer):
    """A backup that was written; ``store`` is "embedded", or "elsewhere": then readings are not in it."""

    path: str
    created_at: Instant
    store: str
    readings: int
    size_bytes: int


class ProblemAnswer(Answer):
    """A problem document (RFC 9457): what was wrong with a request, or with us."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[str]
