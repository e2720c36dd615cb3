"""The voices of a lot: what the watches over it tell of its history, each by itself or by its herd."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alerts.detect.goods import GoodsRule
from alerts.journey import JourneyState
from alerts.passage import Voice
from alerts.quiet import goods_of
from alerts.runner import Runner
from alerts.share import Share
from alerts.trail import history_of


def voices_of(runners: Sequence[Runner]) -> tuple[Voice, ...]:
    """Return how each source tells of a lot that goes with others; empty where none does."""
    shares = [None if runner.herd is None else runner.herd.share_of(runner) for runner in runners]
    if not any(shares):
        return ()
    return tuple(_voice(runner, share) for runner, share in zip(runners, shares, strict=True))


def _voice(runner: Runner, share: tuple[int, Share] | None) -> Voice:
    if share is not None:
        return Voice(runner.id, herd_id=share[0], share=share[1])
    rule, state = goods_of(runner)
    journey, missed_ms = history_of(rule.exposure, state.journey)
    return Voice(runner.id, journey, missed_ms)


def told_by(runners: Iterable[Runner]) -> Iterator[tuple[GoodsRule, JourneyState]]:
    """Yield how a lot is judged by each of its sources, and the history that it tells."""
    for runner in runners:
        rule = runner.watch.rule
        if isinstance(rule, GoodsRule):
            yield rule, runner.state.journey
