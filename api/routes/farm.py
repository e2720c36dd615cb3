"""The farm as a file: read it, see what another one would change, apply it."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Wiring
from api.schemas.farm import ApplyCommand, FarmAnswer, FarmFileCommand, PlanAnswer, StepAnswer
from ingest.farm.plan import Plan

router = APIRouter(prefix="/farm", tags=["farm"])


@router.get("", dependencies=READERS)
def farm(deps: Wiring) -> FarmAnswer:
    """Answer what people have said of the farm as a farm file, which changes nothing where it is applied."""
    return FarmAnswer(toml=deps.farm_desk.export())


@router.post("/plan", dependencies=COMMANDERS)
def show_plan(deps: Wiring, command: FarmFileCommand) -> PlanAnswer:
    """Answer what a farm file would change, and change nothing; refuse one that contradicts itself."""
    return _answer(deps.farm_desk.plan(command.toml, command.source))


@router.post("/apply", dependencies=COMMANDERS)
def apply(deps: Wiring, command: ApplyCommand) -> PlanAnswer:
    """Make the changes of a farm file, all or none, and answer what they were."""
    return _answer(deps.farm_desk.apply(command.toml, command.source, command.fingerprint))


def _answer(plan: Plan) -> PlanAnswer:
    steps = [StepAnswer(sign=step.sign, text=step.text) for step in plan.steps]
    return PlanAnswer(steps=steps, fingerprint=plan.fingerprint)
