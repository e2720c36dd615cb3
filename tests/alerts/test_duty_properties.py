"""Whatever the roster and the hour: calls keep their distance, a loss is never left alone, a watch ends."""

from __future__ import annotations

import itertools
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import Alert, EventKind, Severity
from alerts.duty import Ladder, next_call
from alerts.people import Duty, Weekday
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import ALERT

BERLIN = ZoneInfo("Europe/Berlin")
BEFORE_THE_CHANGE_MS = 1_774_656_000_000
"""28 March 2026: a day before summer time begins."""

_TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 30]))
_HOURS = st.none() | st.builds("{}-{}".format, _TIMES, _TIMES)
_NAMES = ("ana", "luis", "wei")


@st.composite
def rosters(draw: st.DrawFn) -> Duty:
    """Draw three people with or without quiet hours, and one to four steps with or without hours."""
    people: list[dict[str, Any]] = [
        {"id": name, "name": name, "quiet": draw(_HOURS), "channels": [{"name": "x", "url": "json://x/"}]}
        for name in _NAMES
    ]
    step = st.fixed_dictionaries(
        {
            "people": st.lists(st.sampled_from(_NAMES), min_size=1, max_size=2, unique=True),
            "hours": _HOURS,
            "days": st.lists(st.sampled_from(list(Weekday)), min_size=1, unique=True),
        }
    )
    steps = draw(st.lists(step, min_size=1, max_size=4))
    return Duty.model_validate({"step_minutes": draw(st.integers(1, 30)), "people": people, "steps": steps})


def called_at(duty: Duty, alert: Alert, start_ms: int, minutes: int) -> list[int]:
    """Return when somebody is called about *alert*, looked at as often as the answers ask for."""
    ladder = Ladder(alert.id, 1, EventKind.RAISED)
    moments, now_ms = [], start_ms
    while now_ms < start_ms + minutes * MS_PER_MINUTE:
        call, later_ms = next_call(duty, alert, ladder, BERLIN, now_ms)
        if call is not None:
            assert call.people
            ladder = call.ladder
            moments.append(now_ms)
            continue
        if later_ms is None:
            break
        assert later_ms > now_ms
        now_ms = later_ms
    return moments


@given(duty=rosters(), hour=st.integers(0, 47))
def test_a_loss_is_called_out_at_once_and_every_step_until_somebody_answers(duty: Duty, hour: int) -> None:
    """At any hour of any day, also when summer time begins: first at once, then step after step."""
    start_ms = BEFORE_THE_CHANGE_MS + hour * MS_PER_HOUR
    moments = called_at(duty, ALERT, start_ms, 6 * duty.step_minutes)
    assert moments == [start_ms + number * duty.step_minutes * MS_PER_MINUTE for number in range(6)]


@given(duty=rosters(), hour=st.integers(0, 47))
def test_a_watch_is_called_out_no_more_often_than_there_are_steps(duty: Duty, hour: int) -> None:
    """Within a day and a half: never too soon after the last call, and never around a second time."""
    watch = msgspec.structs.replace(ALERT, severity=Severity.WATCH)
    moments = called_at(duty, watch, BEFORE_THE_CHANGE_MS + hour * MS_PER_HOUR, 36 * 60)
    assert len(moments) <= len(duty.steps)
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(gap >= duty.step_minutes * MS_PER_MINUTE for gap in gaps)
