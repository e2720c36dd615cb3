"""Rules and what they would have told people, as they travel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.backtest import Tried
from alerts.episode import Episode
from alerts.notify.audience import Language
from alerts.rule_book import Setting, Subject
from alerts.sourced import Number
from api.schemas.rules import (
    AbsentAnswer,
    BacktestAnswer,
    BacktestCommand,
    NumberAnswer,
    RulesAnswer,
    SettingAnswer,
    TriedAlertAnswer,
)
from api.views.wording import problem_title


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """The rules of one place, product or lot.

    Attributes:
        subject: whose.
        title: what a person reads.
        beneath: every number as it is without its own ones, by path.
        numbers: every number that holds.
        absent: the unit of every number that it may have besides.
        own_note: the note of its own numbers.
    """

    subject: Subject
    title: str
    beneath: Mapping[str, Number]
    numbers: Mapping[str, Number]
    absent: Mapping[str, str]
    own_note: str


def rules_answer(rules: RuleFacts, history: Sequence[Setting]) -> RulesAnswer:
    """Return rules, each number beside what it would be without the own ones."""
    numbers = [
        NumberAnswer(
            path=path,
            value=number.value,
            value_beneath=rules.beneath[path].value if path in rules.beneath else None,
            unit=number.unit,
            own=number.note == rules.own_note,
            source=number.source,
            grade=number.grade,
            note=number.note,
        )
        for path, number in rules.numbers.items()
    ]
    told = [
        SettingAnswer(path=one.path, value=one.value, by=one.by, note=one.note, at=one.at_ms)
        for one in history
    ]
    return RulesAnswer(
        kind=rules.subject.kind.value,
        id=rules.subject.id,
        title=rules.title,
        numbers=numbers,
        absent=[AbsentAnswer(path=path, unit=unit) for path, unit in rules.absent.items()],
        history=told,
    )


def backtest_answer(
    command: BacktestCommand, present: Tried, changed: Tried, language: Language = Language.ENGLISH
) -> BacktestAnswer:
    """Return what both would have told people, and what only one of them would have."""
    return BacktestAnswer(
        kind=command.subject.kind.value,
        id=command.subject.id,
        days=command.days,
        readings=present.readings + changed.readings,
        present=_alerts(present.episodes, changed.episodes, language),
        changed=_alerts(changed.episodes, present.episodes, language),
    )


def _alerts(
    episodes: Sequence[Episode], others: Sequence[Episode], language: Language
) -> list[TriedAlertAnswer]:
    return [
        TriedAlertAnswer(
            place_id=one.place_id,
            lot_ids=list(one.lot_ids),
            cause=one.cause.value,
            title=problem_title(one.cause, language),
            severity=one.severity.name.lower(),
            started_at=one.started_at_ms,
            raised_at=one.raised_at_ms,
            ended_at=one.ended_at_ms,
            quantity=one.facts.quantity,
            peak=one.facts.peak,
            only_here=not any(
                (other.cause, other.place_id) == (one.cause, one.place_id)
                and other.overlap_ms(one.started_at_ms, one.ended_at_ms) >= 0
                for other in others
            ),
        )
        for one in episodes
    ]
