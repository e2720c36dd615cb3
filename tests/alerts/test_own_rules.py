"""Places have numbers of their own instead of their recipe's: checked alike, remembered, at work at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.adjustment import OWN_NOTE, adjusted
from alerts.alert import AlertState, EventKind, Severity
from alerts.cause import Cause
from alerts.errors import InvalidCommand
from alerts.own_rules import OwnRules
from alerts.recipe import load_recipes
from alerts.rule_book import Kind, RuleBook
from ingest.clock import MS_PER_MINUTE, ManualClock
from ingest.database import Database
from ingest.place import Place, PlaceKind
from tests.alerts.rig import AIR, MIGRATIONS, START_MS, Rig

HIGH = "limits.air_temperature_c.high"
DWELL = "limits.air_temperature_c.dwell"
ROOM = Place("cold_room", "farm", "Room", PlaceKind.COLD_ROOM, "cold_room")


@pytest.fixture
def rules(tmp_path: Path, farm_template: Path) -> OwnRules:
    """Return rules over a database of their own."""
    (tmp_path / "state.sqlite3").write_bytes(farm_template.read_bytes())
    database = Database(tmp_path / "state.sqlite3", MIGRATIONS)
    book = RuleBook(database, ManualClock(START_MS), {Kind.PLACE: {"cold_room": {DWELL: 60.0}}})
    return OwnRules(book, load_recipes())


def _own(rules: OwnRules) -> dict[str, float]:
    recipe = rules.of(ROOM)
    assert recipe is not None
    return {path: number.value for path, number in recipe.numbers.items() if number.note == OWN_NOTE}


def test_a_number_of_a_place_stands_in_its_recipe_with_its_origin() -> None:
    """The limit is the place's own, says that it is, and everything else is the recipe's."""
    recipe = load_recipes()["cold_room"]
    own = adjusted(recipe, {HIGH: 5.0})
    assert own.limits[AIR].high == 5.0
    assert own.limits[AIR].low == recipe.limits[AIR].low
    assert (own.numbers[HIGH].grade, own.numbers[HIGH].note) == ("H", "set for this place")
    assert recipe.limits[AIR].high == 3.5


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"limits.air_temperature_c.hihg": 5.0}, "has no number limits.air_temperature_c.hihg; it has"),
        ({HIGH: -3.0}, "low -0.5 is not below high -3.0"),
        ({HIGH: 900.0}, "limits.air_temperature_c.high 900.0 is not plausible"),
        ({DWELL: -1.0}, "-1.0 is not between 0.0 and 10080.0 min"),
        ({DWELL: float("nan")}, "dwell"),
        ({DWELL: 400.0}, "act_now_after 150.0 is below dwell 400.0"),
    ],
)
def test_what_a_recipe_could_not_say_a_place_cannot_either(changes: dict[str, float], told: str) -> None:
    """An unknown path, an impossible value and a contradiction are refused with path, value and reason."""
    with pytest.raises(InvalidCommand, match=told.replace("(", r"\(")):
        adjusted(load_recipes()["cold_room"], changes)


def test_what_people_say_goes_before_the_configuration_and_can_be_taken_back(rules: OwnRules) -> None:
    """The file's value holds until somebody sets another; taking it back leaves the recipe's."""
    version = rules.version
    assert _own(rules) == {DWELL: 60.0}
    rules.set(ROOM, {DWELL: 30.0, HIGH: 4.0}, "Ana", "the probe hangs near the door")
    assert rules.version > version
    recipe = rules.of(ROOM)
    assert recipe is not None
    assert (recipe.limits[AIR].dwell_min, recipe.limits[AIR].high) == (30.0, 4.0)
    rules.set(ROOM, {DWELL: None}, "Luis", "")
    assert _own(rules) == {HIGH: 4.0}
    assert [(one.path, one.value, one.by) for one in rules.history(ROOM)] == [
        (DWELL, 30.0, "Ana"),
        (HIGH, 4.0, "Ana"),
        (DWELL, None, "Luis"),
    ]


def test_a_refused_change_changes_nothing(rules: OwnRules) -> None:
    """One bad value among good ones: none of them is taken."""
    with pytest.raises(InvalidCommand):
        rules.set(ROOM, {HIGH: 5.0, DWELL: -1.0}, "Ana", "")
    assert _own(rules) == {DWELL: 60.0}
    assert rules.history(ROOM) == ()


def test_the_engine_follows_at_once(rig: Rig) -> None:
    """A limit that is lowered by its owner raises what the recipe would have let pass."""
    for minute in range(0, 60, 5):
        assert rig.at(minute, 3.0) is None
    rig.own_rules.set(ROOM, {HIGH: 2.0}, "Ana", "strawberries")
    for minute in range(60, 120, 5):
        rig.at(minute, 3.0)
    alert = rig.newest()
    assert alert is not None
    assert (alert.place_id, alert.facts.limit) == ("cold_room", 2.0)


BAY = Place("bay", "qingtian", "Bay", PlaceKind.GREENHOUSE, "greenhouse_waxberry")
COMPLIANCE = "limits.air_temperature_c.compliance_high"


def test_the_limit_of_the_auditor_is_an_alert_of_its_own_with_its_duration(rig: Rig) -> None:
    """People act on the room's own limit; how long the contract's was passed is on record beside it."""
    rig.own_rules.set(ROOM, {COMPLIANCE: 5.0, "limits.air_temperature_c.compliance_dwell": 10.0}, "Ana", "")
    for minute in range(0, 150, 5):
        rig.at(minute, 4.0 if minute < 60 else 6.0 if minute < 85 else 2.0)
    told = {alert.cause: alert for alert in rig.ledger.alerts()}
    acted, audited = told[Cause.TOO_WARM], told[Cause.BEYOND_COMPLIANCE]
    minutes = [
        tuple(None if one is None else (one - START_MS) // MS_PER_MINUTE for one in instants)
        for instants in (
            (acted.started_at_ms, acted.raised_at_ms, acted.ended_at_ms),
            (audited.started_at_ms, audited.raised_at_ms, audited.ended_at_ms),
        )
    ]
    assert minutes == [(0, 45, 85), (60, 70, 85)]
    assert (acted.facts.limit, audited.facts.limit, audited.facts.peak) == (3.5, 5.0, 6.0)
    told_of_it = [notice.short for notice in rig.ledger.notices() if notice.alert_id == audited.id]
    assert [one.split(":")[0] for one in sorted(told_of_it)] == ["OK Cold room", "ON RECORD Cold room"]


def test_a_limit_to_act_on_is_not_wider_than_that_of_the_auditor(rules: OwnRules) -> None:
    """People would be told when it is too late."""
    with pytest.raises(InvalidCommand, match=r"compliance_high 2\.0 is not at or above high 3.5"):
        rules.set(ROOM, {COMPLIANCE: 2.0}, "Ana", "")


def test_a_stage_begins_when_somebody_says_and_open_alerts_follow(rig: Rig) -> None:
    """27 degrees at noon are in order, and too warm for the bloom: also for the hours since it began."""
    for minute in range(0, 180, 10):  # from 8:00 on in Qingtian
        assert rig.at(minute, 27.0, "bay-1") is None
    rig.own_rules.set(BAY, {"stages.bloom.begins": 20260614}, "Ana", "first flowers")
    alert = rig.at(180, 27.0, "bay-1")
    assert alert is not None
    assert (alert.cause, alert.started_at_ms, alert.facts.limit) == (Cause.TOO_WARM, START_MS, 25.0)
    rig.own_rules.set(BAY, {"stages.bloom.begins": None}, "Ana", "those were weeds")
    rig.at(190, 27.0, "bay-1")
    assert rig.ledger.alert(alert.id).state is AlertState.WITHDRAWN


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stages.bloom.begins": 20261314.0}, "month must be in 1..12"),
        ({"stages.sleep.begins": 20260101.0}, "has no number stages.sleep.begins"),
        ({"limits.air_temperature_c.stage.sleep.high": 20.0}, "has no number limits"),
        ({"limits.air_temperature_c.stage.bloom.night.low": 40.0}, "bloom night low 40.0 is not below high"),
        ({"day.begins": 19.0}, "begins 19.0 is not before ends 18.0"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(changes: dict[str, float], told: str) -> None:
    """Dates that do not exist, stages that the crop does not have, nights without a band."""
    with pytest.raises(InvalidCommand, match=told):
        adjusted(load_recipes()["greenhouse_waxberry"], changes)


def test_a_room_may_have_nights_of_its_own() -> None:
    """A recipe that knows no nights takes them once it is told when it is day."""
    night = {"limits.air_temperature_c.night.high": 2.0}
    with pytest.raises(InvalidCommand, match="does not say when it is night"):
        adjusted(load_recipes()["cold_room"], night)
    own = adjusted(load_recipes()["cold_room"], {**night, "day.begins": 6.0, "day.ends": 22.0})
    assert (own.limits[AIR].day.high, own.limits[AIR].night.high) == (3.5, 2.0)


CRITICAL = {"limits.air_temperature_c.critical_high": 5.0, "limits.air_temperature_c.critical_dwell": 20.0}


def test_an_open_alert_gets_worse_with_a_critical_limit_and_keeps_who_has_it(rig: Rig) -> None:
    """It is the same alert, told of once more; with a limit that was never passed, it never was."""
    for minute in range(0, 90, 10):
        rig.at(minute, 6.0)
    alert = rig.newest()
    assert alert is not None
    assert alert.severity is Severity.WATCH
    rig.ledger.acknowledge(alert.id, "Ana", "", rig.clock.now_ms())
    rig.own_rules.set(ROOM, CRITICAL, "Luis", "")
    rig.at(90, 6.0)
    after = rig.newest()
    assert after is not None
    assert (after.id, after.severity, after.acknowledged_by) == (alert.id, Severity.ACT_NOW, "Ana")
    assert [one.kind for one in rig.ledger.events_of(alert.id)].count(EventKind.ESCALATED) == 1
    rig.own_rules.set(ROOM, dict.fromkeys(CRITICAL) | {HIGH: 7.0}, "Luis", "")
    rig.at(100, 6.0)
    assert rig.ledger.alert(alert.id).state is AlertState.WITHDRAWN
    assert rig.newest() is None


def test_a_restart_in_the_middle_of_a_schedule_ends_in_the_same_alerts(rig: Rig, farm_again: Rig) -> None:
    """Killed in the evening, a bay goes on with the limits of its night."""
    changes = {"stages.bloom.begins": 20_260_614.0}
    for other, killed in ((rig, False), (farm_again, True)):
        other.own_rules.set(BAY, changes, "Ana", "")
        for minute in range(540, 900, 20):  # from 17:00 to 23:00 in Qingtian
            other.at(minute, 4.0, "bay-1")
            if killed and minute % 60 == 0:
                other.start()
    assert rig.finals() == farm_again.finals()
    told = [one for one in rig.finals() if one[1] is Cause.TOO_COLD]
    assert [(one[2] - START_MS) // MS_PER_MINUTE for one in told] == [600]
