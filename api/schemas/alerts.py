"""Alerts and what people do about them, as they travel over HTTP."""

from __future__ import annotations

from api.schemas.base import Answer, Command
from api.schemas.values import GivenNote, GivenText, Instant


class FactsAnswer(Answer):
    """The numbers behind an alert; None where one does not apply or is not known."""

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


class AlertEventAnswer(Answer):
    """One line of an alert's history."""

    id: int
    kind: str
    at: Instant
    by: str
    note: str


class AlertAnswer(Answer):
    """What is wrong at a place, since when, what it costs, and who has it in hand."""

    id: str
    place_id: str
    place_name: str
    cause: str
    title: str
    message: str
    severity: str
    state: str
    started_at: Instant
    raised_at: Instant
    ended_at: Instant | None
    updated_at: Instant
    duration_s: float
    found_late: bool
    acknowledged_by: str | None
    acknowledged_at: Instant | None
    lots: list[str]
    devices: list[str]
    device_names: list[str]
    facts: FactsAnswer
    events: list[AlertEventAnswer]


class AcknowledgeCommand(Command):
    """Say who has an alert in hand."""

    by: GivenText
    note: GivenNote = ""
