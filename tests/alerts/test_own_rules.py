"""Places have numbers of their own instead of their recipe's: checked alike, remembered, at work at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from alerts.adjustment import adjusted
from alerts.errors import InvalidCommand
from alerts.own_rules import OwnRules
from alerts.recipe import load_recipes
from ingest.clock import ManualClock
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
    return OwnRules(database, ManualClock(START_MS), load_recipes(), {"cold_room": {DWELL: 60.0}})


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
    assert rules.own("cold_room") == {DWELL: 60.0}
    rules.set(ROOM, {DWELL: 30.0, HIGH: 4.0}, "Ana", "the probe hangs near the door")
    assert rules.version > version
    recipe = rules.of(ROOM)
    assert recipe is not None
    assert (recipe.limits[AIR].dwell_min, recipe.limits[AIR].high) == (30.0, 4.0)
    rules.set(ROOM, {DWELL: None}, "Luis", "")
    assert rules.own("cold_room") == {HIGH: 4.0}
    assert [(one.path, one.value, one.by) for one in rules.history("cold_room")] == [
        (DWELL, 30.0, "Ana"),
        (HIGH, 4.0, "Ana"),
        (DWELL, None, "Luis"),
    ]


def test_a_refused_change_changes_nothing(rules: OwnRules) -> None:
    """One bad value among good ones: none of them is taken."""
    with pytest.raises(InvalidCommand):
        rules.set(ROOM, {HIGH: 5.0, DWELL: -1.0}, "Ana", "")
    assert rules.own("cold_room") == {DWELL: 60.0}
    assert rules.history("cold_room") == ()


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
