"""Models of devices: what their fields mean; said once, it counts for every device of the model."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Wiring
from api.errors import BadRequest
from api.schemas.models import FieldMeaningAnswer, FieldMeaningCommand, ModelAnswer
from api.schemas.values import KnownId
from api.views.models import meaning_answer
from ingest.field_meanings import meaning_mistake
from ingest.known import Meaning

router = APIRouter(prefix="/models", tags=["devices"])


@router.get("", dependencies=READERS)
def list_models(deps: Wiring) -> list[ModelAnswer]:
    """Answer every model that a device said it is, or of which people said what its fields mean."""
    return deps.device_desk.models(deps.clock.now_ms())


@router.get("/{model:path}/fields", dependencies=READERS)
def list_fields(deps: Wiring, model: KnownId) -> list[FieldMeaningAnswer]:
    """Answer what people said that the fields of a model mean."""
    meanings = deps.ingest.books.meanings.of(model)
    return [meaning_answer(field, meaning) for field, meaning in meanings.items()]


@router.put("/{model:path}/fields/{field:path}", dependencies=COMMANDERS)
def put_field(
    deps: Wiring, model: KnownId, field: KnownId, command: FieldMeaningCommand
) -> FieldMeaningAnswer:
    """Say what a field of a model means; it counts from the next message on."""
    meaning = Meaning(command.quantity or "", command.unit, command.channel)
    mistake = meaning_mistake(meaning)
    if mistake is not None:
        name, seen, expected = mistake
        raise BadRequest(f"{name}: expected {expected}, saw {seen!r}")
    deps.ingest.books.meanings.put(model, field, meaning)
    deps.ingest.books.health.placed(model, field)
    return meaning_answer(field, meaning)


@router.delete("/{model:path}/fields/{field:path}", status_code=204, dependencies=COMMANDERS)
def remove_field(deps: Wiring, model: KnownId, field: KnownId) -> None:
    """Say nothing any more about a field of a model."""
    deps.ingest.books.meanings.remove(model, field)
