"""Rehearsals: a real alarm end to end, marked as a test."""

from __future__ import annotations

import secrets

from fastapi import APIRouter

from alerts import rehearsal
from api.dependencies import COMMANDERS, Addressee, Wiring
from api.schemas.alerts import AlertAnswer
from api.schemas.rehearsals import RehearsalCommand

router = APIRouter(prefix="/rehearsals", tags=["duty"], dependencies=COMMANDERS)


@router.post("", status_code=201)
def rehearse(deps: Wiring, addressee: Addressee, command: RehearsalCommand) -> AlertAnswer:
    """Begin a rehearsal: an alert of cause *rehearsal* that counts in no report.

    Whoever is on duty is called, in order, until somebody acknowledges it, which ends it; after an hour it
    ends by itself. What became of it stands in its history.
    """
    now_ms = deps.clock.now_ms()
    deps.ingest.registry.place(command.place)
    with deps.alerts.ledger.transaction() as book:
        alert = rehearsal.begin(book, secrets.token_hex(8), command.place, command.by, now_ms)
    return deps.alert_desk.answer(alert, now_ms, addressee)
