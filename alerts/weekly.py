"""The week: alerts per place, how many somebody acted on, how soon, and the rule that cries most; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, RootCause, Severity
from alerts.cause import Cause
from ingest.clock import MS_PER_MINUTE

_MANY = 3
"""House choice: fewer alerts of one rule in a week are no pattern."""
_MOSTLY = 0.5

_DEEDS = frozenset({EventKind.ACKNOWLEDGED, EventKind.CLOSED})
"""Somebody acted: went there, or said with a reason that nothing is to be done."""


class Advice(StrEnum):
    """What to do about the rule that cries most."""

    NONE = "none"
    """No rule cried often enough to be a pattern."""
    LOOSEN = "loosen"
    """Most of its alerts were normal use, or nobody acted on them: replay the week with a longer dwell."""
    MEND = "mend"
    """People act on it again and again: what causes it wants mending."""
    LINK = "link"
    """It is dark again and again: battery, place or link."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What happened at a place, or by a rule.

    Attributes:
        alerts, severe: how many there were, and how many of them became severe.
        acted_on: how many somebody took, or closed with a reason.
        normal_use: how many turned out to be normal use.
        taken_after_min: median time from being raised to being taken [min]; None where none was taken.
        life_lost_h: shelf life that they cost together [h].
    """

    alerts: int
    severe: int
    acted_on: int
    normal_use: int
    taken_after_min: float | None
    life_lost_h: float

    @property
    def share_acted_on(self) -> float | None:
        """Return the share of alerts that somebody acted on; None where there were none."""
        return self.acted_on / self.alerts if self.alerts else None


@dataclass(frozen=True, slots=True)
class Week:
    """The report of one week.

    Attributes:
        start_ms, end_ms: the alerts that started in [start, end) count; rehearsals and withdrawn ones do not.
        total: all places together.
        places: each place that had alerts, the most first.
        noisiest: place and cause with the most alerts; None where there were none.
        noise: what that rule did.
        advice: what to do about it.
    """

    start_ms: int
    end_ms: int
    total: Tally
    places: Mapping[str, Tally]
    noisiest: tuple[str, Cause] | None
    noise: Tally | None
    advice: Advice


def week_of(
    alerts: Iterable[Alert], events: Mapping[str, Sequence[AlertEvent]], start_ms: int, end_ms: int
) -> Week:
    """Return the report of *alerts*, with their histories, between two moments."""
    counted = [
        one
        for one in alerts
        if start_ms <= one.started_at_ms < end_ms
        and one.cause is not Cause.REHEARSAL
        and one.state is not AlertState.WITHDRAWN
    ]
    by_place: dict[str, list[Alert]] = defaultdict(list)
    by_rule: dict[tuple[str, Cause], list[Alert]] = defaultdict(list)
    for alert in counted:
        by_place[alert.place_id].append(alert)
        by_rule[alert.place_id, alert.cause].append(alert)
    places = {place: _tally(found, events) for place, found in by_place.items()}
    noisiest = max(by_rule, key=lambda rule: (len(by_rule[rule]), rule), default=None)
    noise = None if noisiest is None else _tally(by_rule[noisiest], events)
    return Week(
        start_ms=start_ms,
        end_ms=end_ms,
        total=_tally(counted, events),
        places=dict(sorted(places.items(), key=lambda one: (-one[1].alerts, one[0]))),
        noisiest=noisiest,
        noise=noise,
        advice=_advice(noisiest, noise),
    )


def _tally(alerts: Sequence[Alert], events: Mapping[str, Sequence[AlertEvent]]) -> Tally:
    taken = [after for alert in alerts if (after := _taken_after_ms(events.get(alert.id, ()))) is not None]
    acted = [alert for alert in alerts if any(event.kind in _DEEDS for event in events.get(alert.id, ()))]
    return Tally(
        alerts=len(alerts),
        severe=sum(alert.severity is Severity.ACT_NOW for alert in alerts),
        acted_on=len(acted),
        normal_use=sum(alert.root_cause is RootCause.NORMAL_USE for alert in alerts),
        taken_after_min=median(taken) / MS_PER_MINUTE if taken else None,
        life_lost_h=sum(alert.facts.life_lost_h or 0.0 for alert in alerts),
    )


def _taken_after_ms(events: Sequence[AlertEvent]) -> int | None:
    """Return how long after it was raised an alert was first taken; None: never."""
    raised_ms = next((event.at_ms for event in events if event.kind is EventKind.RAISED), None)
    taken_ms = next((event.at_ms for event in events if event.kind is EventKind.ACKNOWLEDGED), None)
    return None if raised_ms is None or taken_ms is None else taken_ms - raised_ms


def _advice(rule: tuple[str, Cause] | None, noise: Tally | None) -> Advice:
    if rule is None or noise is None or noise.alerts < _MANY:
        return Advice.NONE
    if rule[1] is Cause.SILENT:
        return Advice.LINK
    ignored = noise.alerts - noise.acted_on
    if noise.normal_use > _MOSTLY * noise.alerts or ignored > _MOSTLY * noise.alerts:
        return Advice.LOOSEN
    return Advice.MEND
