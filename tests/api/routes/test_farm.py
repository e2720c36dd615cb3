"""The farm as a file over HTTP: GET farm, POST farm/plan and farm/apply."""

from __future__ import annotations

from tests.api.house import House

MORE = """
[[places]]
id = "room-2"
site = "farm"
name = "Cold room 2"
kind = "cold_room"
recipe = "cold_room"

[[installations]]
device = "probe"
place = "room-2"
position = "door"
from = 2026-06-14T00:00:00Z
"""


def test_a_plan_is_shown_before_anything_changes(house: House) -> None:
    """Planning tells every change and makes none; applying that plan makes them, once."""
    plan = house.command("/api/v1/farm/plan", {"toml": MORE}).json()
    assert [f"{step['sign']} {step['text']}" for step in plan["steps"]] == [
        "+ place room-2: Cold room 2, farm, cold_room, cold_room",
        "~ device probe: moves from room (return air) to room-2 (door) on 2026-06-14T08:00+08:00",
    ]
    assert house.get("/api/v1/places/room-2").status_code == 404
    body = {"toml": MORE, "fingerprint": plan["fingerprint"]}
    assert house.command("/api/v1/farm/apply", body).json() == plan
    assert house.get("/api/v1/devices/probe").json()["place_id"] == "room-2"
    assert house.command("/api/v1/farm/plan", {"toml": MORE}).json()["steps"] == []


def test_a_place_that_was_added_is_watched_at_once(house: House) -> None:
    """The evaluator plans anew with the new place, and the place is shown with its device's values."""
    evaluator = house.deps.alerts.evaluator
    evaluator.tick()
    assert house.command("/api/v1/farm/apply", {"toml": MORE}).status_code == 200
    house.hear("air_temperature_c", 2.5)
    evaluator.tick()
    assert [value["value"] for value in house.get("/api/v1/places/room-2").json()["values"]] == [2.5]


def test_only_the_plan_that_was_shown_is_applied(house: House) -> None:
    """Where somebody has moved the device meanwhile, the changes are others, and nothing is done."""
    plan = house.command("/api/v1/farm/plan", {"toml": MORE}).json()
    house.deps.ingest.registry.install("probe", "truck", "rear", 1_781_300_000_000)
    body = {"toml": MORE, "fingerprint": plan["fingerprint"]}
    answer = house.command("/api/v1/farm/apply", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:coldframe:problem:not-as-planned")
    assert house.get("/api/v1/places/room-2").status_code == 404


def test_the_farm_is_written_as_it_is(house: House) -> None:
    """What GET answers changes nothing where it is applied."""
    text = house.get("/api/v1/farm").json()["toml"]
    assert 'time_zone = "Asia/Shanghai"' in text
    assert house.command("/api/v1/farm/apply", {"toml": text}).json()["steps"] == []


def test_a_file_with_mistakes_is_refused_by_name(house: House) -> None:
    """The answer names the file and each mistake; planning and applying need a token."""
    wrong = MORE.replace('recipe = "cold_room"', 'recipe = "truck"')
    answer = house.command("/api/v1/farm/apply", {"toml": wrong, "source": "north.toml"})
    assert answer.status_code == 422
    assert "north.toml" in answer.json()["detail"]
    assert "places.0.recipe: saw 'truck'" in answer.json()["detail"]
    for path in ("plan", "apply"):
        assert house.ask("POST", f"/api/v1/farm/{path}", json={"toml": MORE}).status_code == 401
