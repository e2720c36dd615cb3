"""Scenarios are read strictly, and all their mistakes are told at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from simulators.errors import ScenarioError
from simulators.scenario import FOLDER, load, parse


@pytest.fixture
def content() -> dict[str, Any]:
    """Return the shipped scenario as TOML gives it, free to be spoilt."""
    return tomllib.loads((FOLDER / "qingtian.toml").read_text(encoding="utf-8"))


def test_the_farm_is_what_the_settings_call_it() -> None:
    """The farm has the settings' tables, with their keys and plain texts."""
    farm = load("qingtian").farm
    assert farm.keys() == {"sites", "places", "devices"}
    assert {place["kind"] for place in farm["places"]} == {
        "greenhouse",
        "precooler",
        "cold_room",
        "truck",
        "ice_box",
    }
    assert farm["sites"] == [{"id": "qingtian", "name": "Qingtian", "time_zone": "Asia/Shanghai"}]
    assert all(entry.keys() == {"id", "name", "place", "position"} for entry in farm["devices"])


def test_every_device_measures_and_every_place_is_measured() -> None:
    """Each device of the farm has a sensor, and each place at least one device."""
    scenario = load("qingtian")
    devices = scenario.farm["devices"]
    assert {sensor.device for sensor in scenario.sensors} == {device["id"] for device in devices}
    assert {device["place"] for device in devices} == {place["id"] for place in scenario.farm["places"]}


def test_a_path_works_as_well_as_a_name(tmp_path: Path) -> None:
    """A file of one's own is loaded by its path."""
    own = tmp_path / "mine.toml"
    own.write_bytes((FOLDER / "qingtian.toml").read_bytes())
    assert load(own).name == "mine"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    """Whoever asks for a scenario that is not there learns which ones are."""
    with pytest.raises(ScenarioError, match="shipped are: qingtian"):
        load("atlantis")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """A file that is not TOML is refused with its name and the place of the mistake."""
    broken = tmp_path / "broken.toml"
    broken.write_text("title = ", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"broken\.toml"):
        load(broken)


def test_all_mistakes_are_told_at_once(content: dict[str, Any]) -> None:
    """Five mistakes are five problems, each with its path, what was seen and what was expected."""
    content["sensors"][0]["interval"] = "soon"
    content["climates"][0]["sun_gain"] = 3
    content["faults"][1]["kind"] = "earthquake"
    content["devices"][2]["place"] = "attic"
    content["colour"] = "green"
    with pytest.raises(ScenarioError) as caught:
        parse(content, "spoilt")
    told = "\n".join(caught.value.problems)
    assert "sensors[0].interval: saw 'soon', expected a duration" in told
    assert "climates[0].sun_gain: saw 'sun_gain', expected one of" in told
    assert "faults[1].kind: saw 'earthquake', expected one of" in told
    assert "devices.place: saw 'attic', expected one of" in told
    assert "colour: saw 'colour', expected one of" in told


@pytest.mark.parametrize(
    ("table", "key", "value", "expected"),
    [
        ("sites", "time_zone", "Asia/Qingtian", "expected a name such as 'Asia/Shanghai'"),
        ("lots", "quantity_kg", "many", "expected a number"),
        ("lots", "name", 7, "expected a text"),
        ("sensors", "on_change", "yes", "expected true or false"),
        ("sensors", "interval", "0 s", "expected a time above zero"),
        ("shipments", "lots", "waxberry-a", "expected a list of texts"),
        ("shipments", "lots", ["nothing"], "expected one of waxberry-a"),
        ("faults", "from", 5, "expected a duration"),
        ("gateways", "format", "telex", "expected one of own_json, chirpstack"),
    ],
)
def test_each_kind_of_value_is_checked(
    content: dict[str, Any], table: str, key: str, value: object, expected: str
) -> None:
    """A value of the wrong kind, or a name of something that is not there, is refused."""
    content[table][0][key] = value
    with pytest.raises(ScenarioError, match=expected):
        parse(content, "spoilt")


def test_what_is_missing_is_missed(content: dict[str, Any]) -> None:
    """A key that has no default must be there, and a table must be a table."""
    del content["lots"][0]["product"]
    content["faults"] = "none"
    with pytest.raises(ScenarioError, match=r"lots\[0\]\.product: saw 'nothing'") as caught:
        parse(content, "spoilt")
    assert any("[[faults]] tables" in problem for problem in caught.value.problems)
