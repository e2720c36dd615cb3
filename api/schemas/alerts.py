"""Alerts and what people do about them, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from alerts.alert import RootCause
from api.schemas.base import Answer, Command
from api.schemas.places import State
from api.schemas.values import GivenInstant, GivenMinutes, GivenNote, GivenText, Instant

GivenWords = Annotated[GivenNote, StringConstraints(min_length=1)]
"""A remark of a person that may not be missing."""


class FactsAnswer(Answer):
    """The numbers behind an alert; None where one does not apply or is not known.

    ``breach_at`` is when what is told of will come, by the middle of what is likely, between its two edges.
    """

    quantity: str | None
    unit: str | None
    value: float | None
    observed_at: Instant | None
    limit: float | None
    peak: float | None
    peak_at: Instant | None
    trend_per_h: float | None
    life_lost_h: float | None
    life_left_h: float | None
    life_left_low_h: float | None
    too_late_at: Instant | None
    product_temperature_c: float | None
    warm_spells: int | None
    lost_in_all_h: float | None
    injury_pct: float | None
    on_arrival_low_h: float | None
    required_h: float | None
    arrives_at: Instant | None
    due_at: Instant | None
    breach_at: Instant | None
    breach_early_at: Instant | None
    breach_late_at: Instant | None
    act_by: Instant | None
    dew_point_c: float | None
    wet_h: float | None
    infected_pct: float | None
    events: int | None


class AlertEventAnswer(Answer):
    """One line of an alert's history."""

    id: int
    kind: str
    at: Instant
    by: str
    note: str
    until: Instant | None
    photo: str | None


class HistoryLine(Answer):
    """One thing that happened to an alert, that somebody did with it, or that somebody was told of it.

    ``what`` is the kind of event, or ``told``. A line that tells of a message names its channel (``to``), the
    text, and in ``state`` whether it was sent, is still tried, or was given up, and why.
    """

    at: Instant
    what: str
    by: str = ""
    note: str = ""
    until: Instant | None = None
    photo: str | None = None
    to: str = ""
    message: str = ""
    state: str = ""
    detail: str = ""


class AlertAnswer(Answer):
    """What is wrong at a place, since when, what it costs, and who has it in hand."""

    id: str
    place_id: str
    place_name: str
    cause: str
    title: str
    message: str
    what_to_do: str
    severity: str
    shown_as: State
    state: str
    started_at: Instant
    raised_at: Instant
    ended_at: Instant | None
    updated_at: Instant
    duration_s: float
    found_late: bool
    acknowledged_by: str | None
    acknowledged_at: Instant | None
    snoozed_by: str | None
    snoozed_until: Instant | None
    resolved_by: str | None
    resolved_reason: str | None
    root_cause: RootCause | None
    lots: list[str]
    devices: list[str]
    device_names: list[str]
    facts: FactsAnswer
    events: list[AlertEventAnswer]


class AcknowledgeCommand(Command):
    """Say who has an alert in hand."""

    by: GivenText
    note: GivenNote = ""


class SnoozeCommand(Command):
    """Say until when, or for how long, an alert may wait; it speaks before that only if it becomes severe."""

    by: GivenText
    until: GivenInstant | None = None
    minutes: GivenMinutes | None = None
    note: GivenNote = ""


class CommentCommand(Command):
    """Add a remark to an alert."""

    by: GivenText
    note: GivenWords


class ResolveCommand(Command):
    """Say why nothing is to be done about an alert although its readings show no end."""

    by: GivenText
    reason: GivenWords


class ReopenCommand(Command):
    """Take a resolution back that a person gave."""

    by: GivenText
    note: GivenNote = ""


class RootCauseCommand(Command):
    """Say why it happened."""

    by: GivenText
    cause: RootCause
    note: GivenNote = ""


class SeenCommand(Command):
    """Say who looks at an alert."""

    by: GivenText
