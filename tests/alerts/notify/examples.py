"""One alert, one place, one night in Qingtian: what the tests of messages vary."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from alerts.alert import Alert, AlertState, EventKind, Facts, Notice, Severity
from alerts.cause import Cause
from alerts.notify.message import Context, LotName
from ingest.clock import from_datetime
from ingest.place import Place, PlaceKind, Site

ZONE = ZoneInfo("Asia/Shanghai")


def at(clock_time: str, day: int = 14) -> int:
    """Return a wall-clock time of June 2026 in Qingtian [ms]."""
    hour, minute = map(int, clock_time.split(":"))
    return from_datetime(datetime(2026, 6, day, hour, minute, tzinfo=ZONE))


NOW_MS = at("02:30")

SITE = Site("qingtian", "Qingtian packhouse", "Asia/Shanghai")

FACTS = Facts(
    quantity="air_temperature_c",
    device="probe-1",
    value=7.84,
    value_at_ms=at("02:29"),
    limit=4.0,
    peak=8.4,
    peak_at_ms=at("02:20"),
    trend_per_h=1.3,
    lot_id="L21",
    product_temperature_c=5.1,
    life_lost_h=9.3,
    life_left_h=63.0,
    life_left_low_h=40.2,
    too_late_at_ms=at("03:40"),
)

ALERT = Alert(
    id="a77",
    place_id="cold-2",
    cause=Cause.TOO_WARM,
    severity=Severity.ACT_NOW,
    state=AlertState.OPEN,
    started_at_ms=at("01:55"),
    raised_at_ms=at("02:10"),
    ended_at_ms=None,
    updated_at_ms=at("02:29"),
    found_late=False,
    facts=FACTS,
    lot_ids=("L21",),
    devices=("probe-1",),
)


def context(name: str = "Cold room 2", kind: PlaceKind = PlaceKind.COLD_ROOM) -> Context:
    """Return the surroundings of ``ALERT``, at a place of another name or kind where that is wanted."""
    return Context(
        place=Place("cold-2", SITE.id, name, kind, "cold_room"),
        site=SITE,
        lots=(LotName("L21", "Dongkui, terrace 3", "Waxberry"), LotName("L22", "", "Waxberry")),
        recipe_title="Cold room for waxberry",
        device_names={"probe-1": "Return air probe"},
    )


def notice(
    key: str,
    alert_id: str = "a77",
    severity: Severity = Severity.WATCH,
    created_at_ms: int = NOW_MS,
    kind: EventKind = EventKind.RAISED,
) -> Notice:
    """Return a notice that says little, for what is about carrying it."""
    return Notice(key, alert_id, kind, severity, f"title {key}", f"short {key}", "long", created_at_ms)
