"""What is said of goods beyond a value and its limit, in both languages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from alerts.alert import Alert, EventKind, Facts, Severity
from alerts.cause import Cause
from alerts.notify import chinese
from alerts.notify.findings import Finding
from alerts.notify.message import long_text, short_text
from ingest.place import PlaceKind
from tests.alerts.notify.examples import ALERT, FACTS, NOW_MS, at, context

TRUCK = context("Truck 7", PlaceKind.TRUCK)
GOODS = replace(ALERT, facts=replace(FACTS, quantity="product_temperature_c"))
CREEP = replace(GOODS, facts=replace(GOODS.facts, warm_spells=6, lost_in_all_h=36.0, life_lost_h=0.4))
COLD = replace(GOODS, cause=Cause.TOO_COLD, facts=replace(GOODS.facts, injury=0.62, life_lost_h=None))
SHORT = replace(
    GOODS,
    cause=Cause.LIFE_SHORT,
    severity=Severity.WATCH,
    facts=replace(
        GOODS.facts, life_lost_h=None, on_arrival_low_h=86.0, required_h=120.0, due_at_ms=at("16:00")
    ),
)
OWN = replace(SHORT, facts=replace(SHORT.facts, due_at_ms=None))
LATE = replace(
    SHORT,
    cause=Cause.ARRIVES_LATE,
    facts=replace(SHORT.facts, arrives_at_ms=at("16:00"), due_at_ms=at("09:00")),
)
OVERDUE = replace(LATE, facts=replace(LATE.facts, arrives_at_ms=None))
KNOCKED = replace(
    ALERT,
    cause=Cause.ROUGH_HANDLING,
    facts=Facts(quantity="shock_g", value=6.0, value_at_ms=NOW_MS, limit=5.0, peak=31.0, events=4),
)
SHAKEN = replace(KNOCKED, facts=replace(KNOCKED.facts, quantity="vibration_g_rms", peak=2.5, events=1))


@pytest.mark.parametrize(
    ("alert", "english", "in_chinese"),
    [
        (CREEP, "6 warm spells cost 36h in all", "6次升温共损耗36小时"),
        (COLD, "Chilled for 62% of what they stand", "冷害已达耐受的62%"),
        (SHORT, "3.5 days left on arrival, buyer requires 5 days", "到货时剩3.5天，买家要求5天"),
        (OWN, "3.5 days left, 5 days required", "剩余3.5天，要求5天"),
        (LATE, "arrives 16:00, due 09:00", "预计16:00到货，应于09:00"),
        (OVERDUE, "was due 09:00, still here", "应于09:00到货，仍在此处"),
        (KNOCKED, "up to 31.0 g, 4 events in 35 min", "冲击最大31.0g，35分钟内4次"),
        (SHAKEN, "up to 2.50 g rms, 1 event in 35 min", "振动最大2.50g rms，35分钟内1次"),
    ],
)
def test_what_adds_up_and_what_is_to_come_is_said(alert: Alert, english: str, in_chinese: str) -> None:
    """In text messages of both languages, and in the full text."""
    assert english.lower() in short_text(alert, EventKind.RAISED, TRUCK, NOW_MS).lower()
    assert english.lower() in long_text(alert, EventKind.RAISED, TRUCK, NOW_MS).lower()
    finding = Finding(alert, EventKind.RAISED, TRUCK, NOW_MS)
    said = chinese.short_text(finding)
    assert in_chinese in said
    assert in_chinese in chinese.long_text(finding)
    assert len(said) <= chinese.MAX_CHARACTERS


def test_what_is_at_stake_now_comes_before_what_was_lost_before() -> None:
    """Where this spell is what costs, the sum of all of them gives way to it in a text message."""
    dear = replace(CREEP, facts=replace(CREEP.facts, life_lost_h=9.0))
    said = short_text(dear, EventKind.RAISED, TRUCK, NOW_MS)
    assert "warm spells" not in said
    assert "Too late about" in said
