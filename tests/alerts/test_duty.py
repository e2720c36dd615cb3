"""Whom to call when: hours of a wall clock, quiet hours, order, and what the configuration may not say."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pydantic import ValidationError

from alerts.alert import AlertState, EventKind, Severity
from alerts.duty import Ladder, is_owed, next_call, passed, started
from alerts.people import Duty
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE, from_datetime
from ingest.configuration import settings_error
from tests.alerts.notify.examples import ALERT

BERLIN = ZoneInfo("Europe/Berlin")
WATCH = msgspec.structs.replace(ALERT, severity=Severity.WATCH)
LADDER = Ladder("a77", 1, EventKind.RAISED)


def person(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - as it stands in a file
    """Return somebody with a phone."""
    return {"id": name, "name": name.title(), "channels": [{"name": "phone", "url": "json://x/"}], **more}


def duty(*steps: dict[str, Any], **people: dict[str, Any]) -> Duty:
    """Return a roster of Ana, Luis and whatever is said of them, with these steps."""
    known = [person(name, **people.get(name, {})) for name in ("ana", "luis")]
    return Duty.model_validate({"people": known, "steps": list(steps)})


def local(text: str, *, fold: int = 0) -> int:
    """Return a time of the wall clock in Berlin [ms]."""
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold))


NIGHT_AND_DAY = duty(
    {"people": ["ana"], "hours": "22:00-06:00"}, {"people": ["luis"], "hours": "06:00-22:00"}
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-14T21:59", "luis"),
        ("2026-01-14T22:00", "ana"),
        ("2026-07-14T05:59", "ana"),
        ("2026-07-14T06:00", "luis"),
        ("2026-03-29T01:59", "ana"),
        ("2026-03-29T03:00", "ana"),
        ("2026-03-29T06:00", "luis"),
        ("2026-10-25T02:30", "ana"),
        ("2026-10-25T05:59", "ana"),
        ("2026-10-25T06:00", "luis"),
    ],
)
def test_hours_are_those_of_the_wall_clock_through_changes_of_summer_time(moment: str, expected: str) -> None:
    """The night that is an hour shorter, and the one that is longer, end at six as every other."""
    call, _ = next_call(NIGHT_AND_DAY, ALERT, LADDER, BERLIN, local(moment))
    assert call is not None
    assert [one.id for one in call.people] == [expected]


def test_the_hour_that_comes_twice_is_on_duty_twice() -> None:
    """Half past two before and after the clock goes back is night both times."""
    for fold in (0, 1):
        call, _ = next_call(NIGHT_AND_DAY, ALERT, LADDER, BERLIN, local("2026-10-25T02:30", fold=fold))
        assert call is not None
        assert [one.id for one in call.people] == ["ana"]


def test_hours_over_midnight_belong_to_the_day_on_which_they_began() -> None:
    """Saturday night ends on Sunday morning; Sunday's own night is not Saturday's."""
    saturday = duty({"people": ["ana"], "hours": "18:00-06:00", "days": ["sat"]})
    for moment, is_on in (
        ("2026-06-13T18:00", True),
        ("2026-06-14T05:59", True),
        ("2026-06-14T18:00", False),
    ):
        call, later_ms = next_call(saturday, WATCH, LADDER, BERLIN, local(moment))
        assert (call is not None) is is_on
        assert (later_ms is None) is is_on


def test_where_no_step_is_manned_what_is_lost_calls_all_of_them() -> None:
    """Nobody on duty must not mean that nobody is called; what is only to be watched waits."""
    days = duty({"people": ["ana"], "hours": "08:00-17:00"}, {"people": ["luis"], "hours": "08:00-17:00"})
    night = local("2026-06-14T02:00")
    call, _ = next_call(days, ALERT, LADDER, BERLIN, night)
    assert call is not None
    assert next_call(days, WATCH, LADDER, BERLIN, night) == (None, night + MS_PER_MINUTE)


def test_quiet_hours_are_the_persons_own_and_what_is_lost_ignores_them() -> None:
    """Luis is abroad: his night is not the site's; a watch goes past him to the next who is awake."""
    roster = duty(
        {"people": ["luis"]},
        {"people": ["ana"]},
        luis={"quiet": "22:00-07:00", "time_zone": "America/Toronto"},
    )
    noon = local("2026-06-14T12:00")  # six in the morning in Toronto
    watch, _ = next_call(roster, WATCH, LADDER, BERLIN, noon)
    lost, _ = next_call(roster, ALERT, LADDER, BERLIN, noon)
    assert watch is not None
    assert lost is not None
    assert ([one.id for one in watch.people], [one.id for one in lost.people]) == (["ana"], ["luis"])


def test_the_next_step_is_due_after_its_minutes_and_at_once_when_somebody_passes() -> None:
    """Who passes is not counted among those who did not answer."""
    roster = duty({"people": ["ana"]}, {"people": ["luis"]})
    now_ms = local("2026-06-14T12:00")
    first, _ = next_call(roster, ALERT, LADDER, BERLIN, now_ms)
    assert first is not None
    due_ms = now_ms + 5 * MS_PER_MINUTE
    assert next_call(roster, ALERT, first.ladder, BERLIN, due_ms - 1) == (None, due_ms)
    second, _ = next_call(roster, ALERT, first.ladder, BERLIN, due_ms)
    assert second is not None
    assert (second.turn.number, second.turn.position, second.turn.unanswered) == (2, 2, ("Ana",))
    at_once, _ = next_call(roster, ALERT, passed(first.ladder, "ana"), BERLIN, now_ms)
    assert at_once is not None
    assert ([one.id for one in at_once.people], at_once.turn.unanswered) == (["luis"], ())


def test_a_clock_that_is_set_back_keeps_nobody_from_being_called() -> None:
    """The next step is called when the clock stands before the last call, and not for a moment of that."""
    roster = duty({"people": ["ana"]}, {"people": ["luis"]})
    now_ms = local("2026-06-14T12:00")
    first, _ = next_call(roster, ALERT, LADDER, BERLIN, now_ms)
    assert first is not None
    assert next_call(roster, ALERT, first.ladder, BERLIN, now_ms - 1_000)[0] is None
    second, _ = next_call(roster, ALERT, first.ladder, BERLIN, now_ms - 180 * MS_PER_MINUTE)
    assert second is not None
    assert [one.id for one in second.people] == ["luis"]


def test_a_watch_is_called_out_once_around_and_a_loss_for_ever() -> None:
    """After a week nobody may have answered; the calls about what is lost go on."""
    roster = duty({"people": ["ana"]}, {"people": ["luis"]})
    now_ms = local("2026-06-14T12:00") + 7 * MS_PER_DAY
    around = msgspec.structs.replace(LADDER, calls=2, called_at_ms=0)
    assert next_call(roster, WATCH, around, BERLIN, now_ms) == (None, None)
    often = msgspec.structs.replace(LADDER, calls=2_001, called_at_ms=0)
    call, _ = next_call(roster, ALERT, often, BERLIN, now_ms)
    assert call is not None
    assert [one.id for one in call.people] == ["luis"]


def test_nobody_is_called_about_what_somebody_has() -> None:
    """Taken, over, withdrawn or snoozed: the calls end; a new alarm starts them from the first step."""
    for state in AlertState:
        assert is_owed(msgspec.structs.replace(ALERT, state=state)) is (state is AlertState.OPEN)
    assert not is_owed(msgspec.structs.replace(ALERT, snoozed_until_ms=1))
    told = msgspec.structs.replace(LADDER, calls=3, told=("ana",))
    assert started(told, "a77", 9, EventKind.ESCALATED) == Ladder(
        "a77", 9, EventKind.ESCALATED, told=("ana",)
    )


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"steps": [{"people": ["bo"]}]}, "steps.0.people.0: saw 'bo', expected the id of one of the people"),
        (
            {"people": [person("ana"), person("ana")]},
            "people.1.id: saw 'ana', expected one that no",
        ),
        ({"people": [person("ana", quiet="10pm")]}, "quiet: saw '10pm', expected hours of a day"),
        (
            {"people": [person("ana", time_zone="Mars")]},
            "time_zone: saw 'Mars', expected the name of",
        ),
        ({"people": [person("ana", language="tlh")]}, "language: saw 'tlh', expected 'en' or 'zh'"),
        ({"people": [person("ana", channels=[])]}, "channels: saw a list of 0"),
        ({"people": [person("ana", reply_from=["+861"]), person("bo", reply_from=["+861"])]}, "reply_from"),
        ({"people": [person("ana", reply_from=["+8 61"]), person("bo", reply_from=["00861"])]}, "reply_from"),
        ({"step_minutes": 0}, "step_minutes: saw 0, expected a number of at least 1"),
        ({"people": [person("ana", channels=[{"name": "x", "url": 7}])]}, "a value that is not shown"),
    ],
)
def test_mistakes_name_field_value_and_reason(raw: dict[str, Any], sentence: str) -> None:
    """What cannot be meant is told in a sentence; the address of a channel is not shown."""
    with pytest.raises(ValidationError) as caught:
        Duty.model_validate(raw)
    assert sentence in str(settings_error("[duty]", caught.value))
