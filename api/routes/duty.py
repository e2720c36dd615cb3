"""Duty: who is called, in which order, in which hours."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, Wiring
from api.schemas.duty import DutyAnswer, DutyCommand
from api.views.duty import duty_answer, duty_of

router = APIRouter(prefix="/duty", tags=["duty"], dependencies=COMMANDERS)


@router.get("")
def duty(deps: Wiring) -> DutyAnswer:
    """Answer people and steps; addresses of channels are never shown again."""
    roster = deps.alerts.roster
    return duty_answer(roster.duty, configured=roster.is_configured)


@router.put("")
def change_duty(deps: Wiring, command: DutyCommand) -> DutyAnswer:
    """Say who is called from now on, all of it at once.

    A channel that is sent without an address keeps the one that it has. Where the configuration file names
    people (``configured``), they are changed there, and this answers 409.
    """
    roster = deps.alerts.roster
    roster.change(duty_of(command, roster.duty))
    return duty_answer(roster.duty, configured=roster.is_configured)
