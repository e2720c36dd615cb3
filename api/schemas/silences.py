"""Silences and maintenance windows, as they travel over HTTP."""

from __future__ import annotations

from alerts.cause import Cause
from alerts.silence import SilenceState
from api.schemas.base import Answer, Command
from api.schemas.values import GivenInstant, GivenMinutes, GivenText, Instant, KnownId


class SilenceAnswer(Answer):
    """A time in which a trouble is recorded and nobody is called."""

    id: str
    state: SilenceState
    by: str
    reason: str
    start: Instant
    end: Instant
    place: str | None
    cause: Cause | None
    device: str | None
    ended_by: str | None


class SilenceCommand(Command):
    """Keep a place, a cause or a device quiet until *end* or for *minutes*; without *start* from now on."""

    by: GivenText
    reason: GivenText
    end: GivenInstant | None = None
    minutes: GivenMinutes | None = None
    start: GivenInstant | None = None
    place: KnownId | None = None
    cause: Cause | None = None
    device: KnownId | None = None


class EndSilenceCommand(Command):
    """End a silence now."""

    by: GivenText
