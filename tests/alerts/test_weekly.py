"""The week: what is counted, how soon it was taken, and what is said about the rule that cries most."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, RootCause, Severity
from alerts.cause import Cause
from alerts.notify import weekly_words
from alerts.notify.audience import Language
from alerts.weekly import Advice, Week, week_of
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE
from tests.alerts.notify.examples import ALERT

START_MS = ALERT.started_at_ms - MS_PER_DAY
ALL_TAKEN = {"a0": 1.0, "a1": 2.0, "a2": 3.0}
END_MS = START_MS + 7 * MS_PER_DAY


def alert(number: int, **change: object) -> Alert:
    """Return one of several alerts of the room of the examples."""
    return msgspec.structs.replace(ALERT, id=f"a{number}", **change)


def happened(one: Alert, kind: EventKind, after_min: float = 0) -> AlertEvent:
    """Return a line of its history."""
    return AlertEvent(1, one.id, kind, one.raised_at_ms + int(after_min * MS_PER_MINUTE), one.severity)


def week(*alerts: Alert, taken: dict[str, float] | None = None) -> Week:
    """Return the report; *taken*: after how many minutes which alert was taken."""
    after = taken or {}
    events = {
        one.id: [
            happened(one, EventKind.RAISED),
            *([happened(one, EventKind.ACKNOWLEDGED, after[one.id])] if one.id in after else []),
        ]
        for one in alerts
    }
    return week_of(alerts, events, START_MS, END_MS)


def test_alerts_are_counted_where_they_were_and_when_they_started() -> None:
    """Each in its week; what never was, and what was rehearsed, does not count."""
    counted = [alert(1), alert(2, place_id="truck", severity=Severity.WATCH), alert(3)]
    others = [
        alert(4, state=AlertState.WITHDRAWN),
        alert(5, cause=Cause.REHEARSAL),
        alert(6, started_at_ms=END_MS),
        alert(7, started_at_ms=START_MS - 1),
    ]
    found = week(*counted, *others, taken={"a1": 4, "a3": 10})
    assert (found.total.alerts, found.total.severe, found.total.acted_on) == (3, 2, 2)
    assert {place: tally.alerts for place, tally in found.places.items()} == {"cold-2": 2, "truck": 1}
    assert list(found.places) == ["cold-2", "truck"]
    assert found.total.taken_after_min == 7
    assert found.total.share_acted_on == pytest.approx(2 / 3)
    assert found.total.life_lost_h == pytest.approx(3 * 9.3)


def test_a_quiet_week_is_a_report_too() -> None:
    """Without alerts there is no share, no time and no rule to blame."""
    found = week()
    assert (found.total.share_acted_on, found.total.taken_after_min, found.noisiest) == (None, None, None)
    assert found.advice is Advice.NONE


@pytest.mark.parametrize(
    ("alerts", "taken", "advice"),
    [
        ([alert(1), alert(2)], {}, Advice.NONE),
        ([alert(n) for n in range(3)], {}, Advice.LOOSEN),
        (
            [alert(n, root_cause=RootCause.NORMAL_USE) for n in range(3)],
            dict.fromkeys(("a0", "a1", "a2"), 1),
            Advice.LOOSEN,
        ),
        (
            [alert(n, root_cause=RootCause.DOOR) for n in range(3)],
            dict.fromkeys(("a0", "a1", "a2"), 1),
            Advice.MEND,
        ),
        ([alert(n, cause=Cause.SILENT) for n in range(3)], {}, Advice.LINK),
    ],
)
def test_the_suggestion_follows_from_what_people_did(
    alerts: list[Alert], taken: dict[str, float], advice: Advice
) -> None:
    """Left alone or normal use: the rule is too strict. Acted on: the thing is broken. Dark: the link is."""
    assert week(*alerts, taken=taken).advice is advice


def test_the_week_is_told_in_the_readers_language() -> None:
    """A line per place by its name, the rule that cried most, and what to do."""
    found = week(alert(1), alert(2), alert(3), taken={"a1": 4})
    english = weekly_words.text(found, {"cold-2": "Cold room 2"}, Language.ENGLISH)
    assert english.splitlines()[:3] == [
        "WEEK 3 alerts, 3 severe, 1 acted on, usually after 4 min.",
        "Cold room 2: 3 alerts, 3 severe, 1 acted on, usually after 4 min.",
        'The rule that cried most: "too warm" at Cold room 2, 3 times.',
    ]
    assert "coldframe backtest" in english
    chinese = weekly_words.text(found, {"cold-2": "2号冷库"}, Language.CHINESE)
    assert "最频繁的规则：2号冷库，温度过高，3次。" in chinese
