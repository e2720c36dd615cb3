"""What was not accepted, and why: for the operator."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import READERS, Wiring
from api.schemas.operation import QuarantinedAnswer
from ingest.quarantine import EXPLANATIONS, Quarantined

router = APIRouter(prefix="/quarantine", tags=["operation"], dependencies=READERS)


@router.get("")
def list_quarantine(
    deps: Wiring,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> list[QuarantinedAnswer]:
    """Answer refused payloads, newest first; *before* is the id to read on from."""
    return [_answer(entry) for entry in deps.ingest.quarantine.recent(limit, before)]


def _answer(entry: Quarantined) -> QuarantinedAnswer:
    refused = entry.rejection
    return QuarantinedAnswer(
        id=entry.id,
        received_at=refused.received_at_ms,
        topic=refused.topic,
        reason=refused.reason.value,
        explanation=EXPLANATIONS[refused.reason],
        detail=refused.detail,
        device=refused.device,
        payload=refused.payload.decode("utf-8", "backslashreplace"),
    )
