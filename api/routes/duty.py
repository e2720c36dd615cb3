"""Duty: who is called, in which order, in which hours."""

from __future__ import annotations

from fastapi import APIRouter

from alerts import proof
from alerts.errors import UnknownPerson
from api.dependencies import COMMANDERS, Commander, Wiring
from api.schemas.duty import DutyAnswer, DutyCommand, PersonTestCommand
from api.schemas.values import KnownId
from api.views.duty import duty_answer, duty_of

router = APIRouter(prefix="/duty", tags=["duty"], dependencies=COMMANDERS)


@router.get("")
def duty(deps: Wiring) -> DutyAnswer:
    """Answer people and steps; addresses of channels are never shown again."""
    return duty_answer(deps.alerts.roster)


@router.put("")
def change_duty(deps: Wiring, who: Commander, command: DutyCommand) -> DutyAnswer:
    """Say who is called from now on, all of it at once.

    A channel that is sent without an address keeps the one that it has. Where the configuration file names
    people (``configured``), they are changed there, and this answers 409.
    """
    roster = deps.alerts.roster
    roster.change(duty_of(command, roster.duty), command.by or who.name, command.version)
    return duty_answer(roster)


@router.post("/people/{person_id}/test", status_code=202)
def test_person(deps: Wiring, person_id: KnownId, command: PersonTestCommand) -> DutyAnswer:
    """Send a short message, marked as a test, on every channel of a person.

    What became of it stands with the alert senders of the summary: each has when it last carried something.
    """
    person = deps.alerts.roster.duty.person(person_id)
    if person is None:
        raise UnknownPerson(f"nobody on duty has the id {person_id!r}")
    with deps.alerts.ledger.transaction() as book:
        proof.try_out(book, person, command.by, deps.clock.now_ms())
    return duty_answer(deps.alerts.roster)
