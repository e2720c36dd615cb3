"""The weekly post: Monday at eight by the farm's clock, to whoever wants it, once."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.notify.outbox import channel_of
from alerts.people import Duty
from alerts.weekly_post import WeeklyPost
from ingest.clock import from_datetime
from tests.alerts.rig import Rig

BERLIN = ZoneInfo("Europe/Berlin")
CHANNELS = [{"name": "phone", "url": "json://127.0.0.1/"}]
DUTY = Duty.model_validate(
    {
        "people": [
            {"id": "ana", "name": "Ana", "weekly_report": True, "channels": CHANNELS},
            {"id": "luis", "name": "Luis", "channels": CHANNELS},
        ]
    }
)


def told(rig: Rig, local: str) -> int:
    """Let it be so late in Berlin, and return how many reports wait for Ana; Luis wants none."""
    rig.clock.set(from_datetime(datetime.fromisoformat(local).replace(tzinfo=BERLIN)))
    WeeklyPost(rig.ledger, lambda: DUTY, lambda: BERLIN, dict, rig.clock).send_once()
    assert rig.ledger.pending(channel_of("luis", "phone"), 9) == ()
    return len(rig.ledger.pending(channel_of("ana", "phone"), 9))


def test_the_report_goes_out_on_monday_at_eight_once(rig: Rig) -> None:
    """Not on Sunday, not before eight, not twice, also after a restart; and again a week later."""
    rig.ledger.register("ana/phone", "luis/phone")
    assert told(rig, "2026-06-14T08:30") == 0
    assert told(rig, "2026-06-15T07:59") == 0
    assert told(rig, "2026-06-15T08:00") == 1
    assert told(rig, "2026-06-15T09:00") == 1
    assert told(rig, "2026-06-22T08:00") == 2


def test_a_week_is_seven_days_of_the_wall_clock(rig: Rig) -> None:
    """The week in which summer time begins is an hour shorter."""
    post = WeeklyPost(rig.ledger, lambda: DUTY, lambda: BERLIN, dict, rig.clock)
    week = post.week(from_datetime(datetime(2026, 3, 30, 8, tzinfo=BERLIN)))
    assert (week.end_ms - week.start_ms) // 3_600_000 == 7 * 24 - 1
