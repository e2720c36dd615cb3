"""A model of devices as people see it; pure."""

from __future__ import annotations

from collections.abc import Iterable

from api.schemas.models import FieldMeaningAnswer, ModelAnswer
from api.views.devices import unplaced_answer
from ingest.field_meanings import Fields
from ingest.health import UnplacedField
from ingest.known import Meaning


def model_answer(
    model: str, devices: int, fields: Fields, unplaced: Iterable[UnplacedField], now_ms: int
) -> ModelAnswer:
    """Return what is known of the fields of a model."""
    return ModelAnswer(
        model=model,
        devices=devices,
        fields=[meaning_answer(field, meaning) for field, meaning in fields.items()],
        unplaced_fields=[unplaced_answer(one, now_ms) for one in sorted(unplaced, key=lambda one: one.field)],
    )


def meaning_answer(field: str, meaning: Meaning) -> FieldMeaningAnswer:
    """Return what people say that a field means."""
    return FieldMeaningAnswer(
        field=field, quantity=meaning.quantity or None, unit=meaning.unit, channel=meaning.channel
    )
