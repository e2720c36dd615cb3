"""Lots with which all is well: who they are, and the state that they are in."""

from __future__ import annotations

from alerts.detect.goods import GoodsRule, GoodsState
from alerts.runner import NEVER_MS, Runner
from alerts.share import Common, Share, cold_c_of, journey_of


def may_join(runner: Runner) -> bool:
    """Tell whether all is well with a lot, and nothing of it waits to be folded or to end."""
    if runner.herd is not None or not isinstance(runner.watch.rule, GoodsRule):
        return False
    state = runner.state
    if runner.over or runner.redo_from_ms is not None or runner.end_ms != NEVER_MS:
        return False
    if not is_heard(runner.watch.rule, runner.at_ms):
        return False
    lasting = (state.warm, state.cold, state.law)
    is_quiet = state.settled and lasting == (None, None, None) and not state.prospects
    was_quiet = state.inside_since_ms is None and state.ticked_ms == 0
    return is_quiet and was_quiet and state.mark_at_ms == state.journey.at_ms == runner.at_ms


def is_heard(rule: GoodsRule, at_ms: int) -> bool:
    """Tell whether the device that speaks for a lot is heard from *at_ms* on."""
    return all(doubt.until_ms <= at_ms for doubt in rule.doubts)


def state_of(common: Common, share: Share) -> GoodsState:
    """Return the state of a lot with which all is well."""
    journey = journey_of(common, share)
    goods_c = journey.product_temperature_c
    return GoodsState(journey, cold_c_of(common, share), goods_c, journey.at_ms, share.falling, settled=True)


def rule_of(runner: Runner) -> GoodsRule:
    """Return how a lot is judged; TypeError where something else is watched."""
    rule = runner.watch.rule
    if not isinstance(rule, GoodsRule):
        raise TypeError(f"{runner.watch.key}: expected a watch over goods")
    return rule


def goods_of(runner: Runner) -> tuple[GoodsRule, GoodsState]:
    """Return how a lot is judged, and its state; TypeError where something else is watched."""
    rule, state = rule_of(runner), runner.state
    if not isinstance(state, GoodsState):
        raise TypeError(f"{runner.watch.key}: expected the state of goods")
    return rule, state
