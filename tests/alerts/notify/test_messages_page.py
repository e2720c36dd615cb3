"""The page about messages shows what the code says, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from alerts.alert import AlertState, EventKind, Facts, Severity
from alerts.cause import Cause, Fault
from alerts.notify.actions import ACTIONS
from alerts.notify.english_words import PROBLEMS
from alerts.notify.message import long_text, short_text
from ingest.place import PlaceKind
from tests.alerts.notify.examples import ALERT, FACTS, NOW_MS, at, context

PAGE = Path(__file__).parents[3] / "docs" / "messages.md"

TRUCK = context("Truck 7", PlaceKind.TRUCK)
GOODS = replace(
    ALERT,
    facts=replace(FACTS, quantity="product_temperature_c", value=6.2, limit=3.0, peak=6.2, life_lost_h=2.6),
)
ENDED = replace(
    GOODS,
    state=AlertState.RESOLVED,
    ended_at_ms=at("02:28"),
    facts=replace(GOODS.facts, value=2.8, peak=7.4, life_lost_h=9.3, life_left_h=56.0, too_late_at_ms=None),
)
DARK = replace(
    ALERT, cause=Cause.SILENT, severity=Severity.WATCH, facts=Facts(device="probe-1", value_at_ms=at("01:55"))
)
DOOR = replace(
    ALERT,
    severity=Severity.WATCH,
    facts=Facts(quantity="door_open", value=1.0, value_at_ms=at("02:29"), limit=0.5),
)
CREEP = replace(GOODS, facts=replace(GOODS.facts, warm_spells=6, lost_in_all_h=36.0, too_late_at_ms=None))
SHORT = replace(
    GOODS,
    cause=Cause.LIFE_SHORT,
    severity=Severity.WATCH,
    facts=replace(
        GOODS.facts,
        limit=None,
        life_lost_h=None,
        too_late_at_ms=None,
        on_arrival_low_h=86.0,
        required_h=120.0,
        due_at_ms=at("16:00"),
    ),
)
LATE = replace(
    SHORT,
    cause=Cause.ARRIVES_LATE,
    facts=replace(SHORT.facts, arrives_at_ms=at("16:00"), due_at_ms=at("09:00")),
)
AUDITED = replace(
    ALERT,
    cause=Cause.BEYOND_COMPLIANCE,
    severity=Severity.WATCH,
    facts=replace(FACTS, limit=5.0, life_lost_h=None, life_left_h=None, too_late_at_ms=None),
)
UNIT = replace(
    ALERT,
    cause=Cause.UNIT_FAILING,
    severity=Severity.WATCH,
    facts=Facts(
        quantity="air_temperature_c",
        device="probe-1",
        value=1.4,
        value_at_ms=at("02:29"),
        fault=Fault.SHORT_CYCLING,
        found=300.0,
        usual=1_140.0,
    ),
)
WATCHED = replace(ALERT, severity=Severity.WATCH)
ICE = replace(
    WATCHED,
    cause=Cause.OUT_OF_ICE,
    facts=Facts(
        breach_at_ms=at("16:40"),
        breach_early_ms=at("12:20"),
        breach_late_ms=at("22:10"),
        act_by_ms=at("08:20"),
        due_at_ms=at("18:00"),
    ),
)
WET = replace(
    WATCHED,
    cause=Cause.CONDENSATION,
    facts=Facts(
        quantity="product_temperature_c",
        device="probe-1",
        value=3.2,
        value_at_ms=at("02:29"),
        dew_point_c=13.4,
    ),
)
MOULD = replace(
    WATCHED,
    cause=Cause.INFECTION_RISK,
    facts=Facts(quantity="air_temperature_c", value=18.6, value_at_ms=at("02:29"), wet_h=14.5, infected=0.53),
)
ROUGH = replace(
    WATCHED,
    cause=Cause.ROUGH_HANDLING,
    facts=Facts(quantity="shock_g", value=6.0, value_at_ms=at("02:29"), limit=5.0, peak=31.0, events=4),
)
LAW = replace(
    WATCHED,
    cause=Cause.BEYOND_LAW,
    facts=replace(GOODS.facts, limit=4.0, life_lost_h=None, life_left_h=None, too_late_at_ms=None),
)
LONGER = replace(
    UNIT, facts=replace(UNIT.facts, value=6.9, fault=Fault.DEFROST_LONG, found=2_880.0, usual=1_320.0)
)
TAKEN = replace(GOODS, acknowledged_by="Ana", acknowledged_at_ms=at("02:25"))

EXAMPLES = {
    "Goods suffer": short_text(GOODS, EventKind.RAISED, TRUCK, NOW_MS),
    "Warm spells add up": short_text(CREEP, EventKind.RAISED, TRUCK, NOW_MS),
    "Too little life for the buyer": short_text(SHORT, EventKind.RAISED, TRUCK, NOW_MS),
    "It will arrive late": short_text(LATE, EventKind.RAISED, TRUCK, NOW_MS),
    "A room is too warm": short_text(ALERT, EventKind.RAISED, context(), NOW_MS),
    "It costs more and more": short_text(GOODS, EventKind.GREW, TRUCK, NOW_MS),
    "A door stands open": short_text(DOOR, EventKind.RAISED, context(), NOW_MS),
    "A sensor is silent": short_text(DARK, EventKind.RAISED, context(), NOW_MS),
    "It speaks again": short_text(
        replace(DARK, ended_at_ms=at("02:28")), EventKind.RESOLVED, context(), NOW_MS
    ),
    "Somebody goes": short_text(TAKEN, EventKind.ACKNOWLEDGED, TRUCK, NOW_MS),
    "An auditor will ask": short_text(AUDITED, EventKind.RAISED, context(), NOW_MS),
    "It was beyond what an auditor allows": short_text(
        replace(AUDITED, ended_at_ms=at("02:28"), facts=replace(AUDITED.facts, value=3.0)),
        EventKind.RESOLVED,
        context(),
        NOW_MS,
    ),
    "A unit starts too often": short_text(UNIT, EventKind.RAISED, context(), NOW_MS),
    "Ice will not last": short_text(ICE, EventKind.RAISED, context("Box 1", PlaceKind.ICE_BOX), NOW_MS),
    "Cold goods get wet": short_text(WET, EventKind.RAISED, TRUCK, NOW_MS),
    "Leaves were wet for long": short_text(
        MOULD, EventKind.RAISED, context("Block C", PlaceKind.GREENHOUSE), NOW_MS
    ),
    "Goods were knocked": short_text(ROUGH, EventKind.RAISED, TRUCK, NOW_MS),
    "A law is broken": short_text(LAW, EventKind.RAISED, TRUCK, NOW_MS),
    "Defrosts get longer": short_text(LONGER, EventKind.RAISED, context(), NOW_MS),
    "It is over": short_text(ENDED, EventKind.RESOLVED, TRUCK, NOW_MS),
    "Learned late, and over": short_text(ENDED, EventKind.FOUND_LATE, TRUCK, NOW_MS),
    "It never was": short_text(ALERT, EventKind.WITHDRAWN, context(), NOW_MS),
}


def page() -> str:
    """Return the page about messages."""
    return PAGE.read_text("utf-8")


@pytest.mark.parametrize("situation", EXAMPLES)
def test_an_example_is_what_the_code_says(situation: str) -> None:
    """Each situation's text message on the page is the one that the code composes."""
    assert f"| {situation} | `{EXAMPLES[situation]}` |" in page()


def test_the_full_text_is_what_the_code_says() -> None:
    """The example of a full text on the page is the one that the code composes."""
    assert f"```\n{long_text(GOODS, EventKind.RAISED, TRUCK, NOW_MS)}\n```" in page()


@pytest.mark.parametrize("cause", Cause)
def test_every_action_is_on_the_page(cause: Cause) -> None:
    """What to do is listed for every cause and kind of place, so that a grower can object to it."""
    for kind in PlaceKind:
        words = kind.value.replace("_", " ")
        assert f"| {PROBLEMS[cause]} | {words} | {ACTIONS[cause, kind].short} |" in page()
