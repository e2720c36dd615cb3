"""Rules of places, products and lots: read them, try others on what was measured, change them."""

from __future__ import annotations

from fastapi import APIRouter

from alerts.notify.audience import Audience
from alerts.rule_book import Kind, Subject
from api.dependencies import COMMANDERS, READERS, Addressee, Deps, Wiring
from api.schemas.rules import BacktestAnswer, BacktestCommand, RulesAnswer, RulesCommand
from api.schemas.values import KnownId
from api.views.rules import backtest_answer, rules_answer

router = APIRouter(tags=["rules"])


@router.get("/places/{place_id}/rules", dependencies=READERS)
def rules(deps: Wiring, addressee: Addressee, place_id: KnownId) -> RulesAnswer:
    """Answer every number that a place is watched by, where it comes from, and who changed it."""
    return _answer(deps, addressee, Subject(Kind.PLACE, place_id))


@router.put("/places/{place_id}/rules", dependencies=COMMANDERS)
def change_rules(deps: Wiring, addressee: Addressee, place_id: KnownId, command: RulesCommand) -> RulesAnswer:
    """Let a place have numbers of its own, from now on; alerts that are open follow them."""
    return _change(deps, addressee, Subject(Kind.PLACE, place_id), command)


@router.get("/products/{product_id}/rules", dependencies=READERS)
def product_rules(deps: Wiring, addressee: Addressee, product_id: KnownId) -> RulesAnswer:
    """Answer every number that the lots of a product are judged by, beside those of their places."""
    return _answer(deps, addressee, Subject(Kind.PRODUCT, product_id))


@router.put("/products/{product_id}/rules", dependencies=COMMANDERS)
def change_product_rules(
    deps: Wiring, addressee: Addressee, product_id: KnownId, command: RulesCommand
) -> RulesAnswer:
    """Let the lots of a product be judged by other numbers, from now on; alerts that are open follow them."""
    return _change(deps, addressee, Subject(Kind.PRODUCT, product_id), command)


@router.get("/lots/{lot_id}/rules", dependencies=READERS)
def lot_rules(deps: Wiring, addressee: Addressee, lot_id: KnownId) -> RulesAnswer:
    """Answer every number that a lot is judged by, beside those of its places."""
    return _answer(deps, addressee, Subject(Kind.LOT, lot_id))


@router.put("/lots/{lot_id}/rules", dependencies=COMMANDERS)
def change_lot_rules(
    deps: Wiring, addressee: Addressee, lot_id: KnownId, command: RulesCommand
) -> RulesAnswer:
    """Let a lot be judged by numbers of its own, from now on; alerts that are open follow them."""
    return _change(deps, addressee, Subject(Kind.LOT, lot_id), command)


def _answer(deps: Deps, addressee: Audience, subject: Subject) -> RulesAnswer:
    facts = deps.rule_desk.rules(subject, addressee.language)
    return rules_answer(facts, deps.rule_desk.history(subject))


def _change(deps: Deps, addressee: Audience, subject: Subject, command: RulesCommand) -> RulesAnswer:
    deps.rule_desk.change(subject, command.changes, command.by, command.note)
    return _answer(deps, addressee, subject)


@router.post("/backtest", dependencies=COMMANDERS)
def backtest(deps: Wiring, addressee: Addressee, command: BacktestCommand) -> BacktestAnswer:
    """Answer what rules, as they are and changed, would have told people; change nothing."""
    present, changed = deps.rule_desk.backtest(command.subject, command.changes, command.days)
    return backtest_answer(command, present, changed, addressee.language)
