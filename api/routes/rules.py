"""Rules of places: read them, try others on what was measured, change them."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Wiring
from api.schemas.rules import BacktestAnswer, BacktestCommand, RulesAnswer, RulesCommand
from api.schemas.values import KnownId
from api.views.rules import backtest_answer, rules_answer

router = APIRouter(tags=["rules"])


@router.get("/places/{place_id}/rules", dependencies=READERS)
def rules(deps: Wiring, place_id: KnownId) -> RulesAnswer:
    """Answer every number that a place is watched by, where it comes from, and who changed it."""
    return rules_answer(*deps.rule_desk.rules(place_id), deps.rule_desk.history(place_id))


@router.put("/places/{place_id}/rules", dependencies=COMMANDERS)
def change_rules(deps: Wiring, place_id: KnownId, command: RulesCommand) -> RulesAnswer:
    """Let a place have numbers of its own, from now on; alerts that are open follow them."""
    deps.rule_desk.change(place_id, command.changes, command.by, command.note)
    return rules(deps, place_id)


@router.post("/backtest", dependencies=COMMANDERS)
def backtest(deps: Wiring, command: BacktestCommand) -> BacktestAnswer:
    """Answer what a place's rules, as they are and changed, would have told people; change nothing."""
    present, changed = deps.rule_desk.backtest(command.place_id, command.changes, command.days)
    return backtest_answer(command, present, changed)
