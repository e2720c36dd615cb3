"""Rules and what they would have told people, as they travel."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.adjustment import OWN_NOTE
from alerts.backtest import Tried
from alerts.episode import Episode
from alerts.own_rules import Setting
from alerts.recipe import Recipe
from api.schemas.rules import (
    BacktestAnswer,
    BacktestCommand,
    NumberAnswer,
    RulesAnswer,
    SettingAnswer,
    TriedAlertAnswer,
)
from ingest.place import Place


def rules_answer(place: Place, recipe: Recipe, own: Recipe, history: Sequence[Setting]) -> RulesAnswer:
    """Return the rules of a place, each number beside that of its recipe."""
    numbers = [
        NumberAnswer(
            path=path,
            value=number.value,
            recipe_value=recipe.numbers[path].value,
            unit=number.unit,
            own=number.note == OWN_NOTE,
            source=number.source,
            grade=number.grade,
            note=number.note,
        )
        for path, number in own.numbers.items()
    ]
    told = [
        SettingAnswer(path=one.path, value=one.value, by=one.by, note=one.note, at=one.at_ms)
        for one in history
    ]
    return RulesAnswer(place_id=place.id, recipe=recipe.id, title=recipe.title, numbers=numbers, history=told)


def backtest_answer(command: BacktestCommand, present: Tried, changed: Tried) -> BacktestAnswer:
    """Return what both would have told people, and what only one of them would have."""
    return BacktestAnswer(
        place_id=command.place_id,
        days=command.days,
        readings=present.readings + changed.readings,
        present=_alerts(present.episodes, changed.episodes),
        changed=_alerts(changed.episodes, present.episodes),
    )


def _alerts(episodes: Sequence[Episode], others: Sequence[Episode]) -> list[TriedAlertAnswer]:
    return [
        TriedAlertAnswer(
            cause=one.cause.value,
            severity=one.severity.name.lower(),
            started_at=one.started_at_ms,
            raised_at=one.raised_at_ms,
            ended_at=one.ended_at_ms,
            peak=one.facts.peak,
            only_here=not any(
                other.cause is one.cause and other.overlap_ms(one.started_at_ms, one.ended_at_ms) >= 0
                for other in others
            ),
        )
        for one in episodes
    ]
