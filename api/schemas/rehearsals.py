"""Rehearsals, as they are asked for over HTTP."""

from __future__ import annotations

from api.schemas.base import Command
from api.schemas.values import GivenText, KnownId


class RehearsalCommand(Command):
    """Let an alarm that is marked as a test go the whole way to people."""

    place: KnownId
    by: GivenText
