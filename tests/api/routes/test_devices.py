"""GET devices and POST devices/{id}/installations."""

from __future__ import annotations

import pytest

from api.schemas.values import rfc3339
from ingest.group import Heard
from ingest.message import Message
from ingest.report import About, Origin, Report, Unplaced
from tests.api.house import NOW_MS, House


def test_a_device_that_nobody_placed_waits_in_the_inbox(house: House) -> None:
    """A device that was heard and hangs nowhere is listed with its values in the inbox, and only there."""
    house.hear("air_temperature_c", 21.5, device="stranger")
    (stranger,) = house.get("/api/v1/devices", params={"inbox": True}).json()
    assert (stranger["id"], stranger["state"], stranger["place_id"]) == ("stranger", "inbox", None)
    assert [(value["quantity"], value["value"]) for value in stranger["values"]] == [
        ("air_temperature_c", 21.5)
    ]
    (probe,) = house.get("/api/v1/devices", params={"inbox": False}).json()
    assert (probe["id"], probe["state"], probe["last_seen_at"], probe["age_s"]) == (
        "probe",
        "silent",
        None,
        None,
    )
    assert len(house.get("/api/v1/devices").json()) == 2


def test_a_device_is_hung_at_a_place(house: House) -> None:
    """Saying where a device hangs takes it out of the inbox and shows its values at the place."""
    house.hear("air_temperature_c", 21.5, device="stranger")
    body = {"place": "truck", "position": "rear", "from": "2026-06-14T03:00:00Z"}
    answer = house.command("/api/v1/devices/stranger/installations", body)
    assert answer.status_code == 201
    assert answer.json() == {
        "device": "stranger",
        "place_id": "truck",
        "position": "rear",
        "from": "2026-06-14T03:00:00Z",
        "to": None,
    }
    truck = house.get("/api/v1/places/truck").json()
    assert [value["value"] for value in truck["values"]] == [21.5]
    assert house.get("/api/v1/devices", params={"inbox": True}).json() == []


@pytest.mark.parametrize(
    ("device", "body", "status"),
    [
        ("ghost", {"place": "truck", "position": "rear"}, 404),
        ("probe", {"place": "nowhere", "position": "rear"}, 404),
        ("probe", {"place": "truck"}, 422),
        ("probe", {"place": "truck", "position": " "}, 422),
        ("probe", {"place": "truck", "position": "rear", "form": "2026-06-14T03:00:00Z"}, 422),
        ("probe", {"place": "truck", "position": "rear", "from": "never"}, 422),
        ("probe", {"place": "truck", "position": "rear", "from": "2099-01-01T00:00:00Z"}, 422),
        ("probe", ["truck"], 422),
        ("probe", None, 422),
    ],
)
def test_wrong_installations_change_nothing(house: House, device: str, body: object, status: int) -> None:
    """An unknown device or place is 404, anything that cannot be meant 422; the device stays where it was."""
    assert house.command(f"/api/v1/devices/{device}/installations", body).status_code == status
    (probe,) = house.get("/api/v1/devices").json()
    assert probe["place_id"] == "room"


def test_the_inbox_shows_what_a_device_seems_to_be(house: House) -> None:
    """A new device shows its model, name, battery, signal, format and what it seems to measure."""
    house.hear("air_temperature_c", 21.5, device="stranger")
    house.hear("battery_pct", 8.0, device="stranger")
    house.hear("rssi_dbm", -71.0, device="stranger")
    house.deps.ingest.registry.introduce([About("stranger", "Bay 7", "Acme TH-1")])
    (stranger,) = house.get("/api/v1/devices", params={"inbox": True}).json()
    assert (stranger["name"], stranger["given_name"], stranger["model"]) == ("Bay 7", None, "Acme TH-1")
    assert stranger["measures"] == ["Air temperature"]
    assert (stranger["battery"]["value"], stranger["battery"]["unit"]) == (8.0, "%")
    assert (stranger["signal"]["value"], stranger["format"]) == (-71.0, "own_json")
    assert stranger["health"] == ["its battery is nearly empty: 8 %"]


def test_one_step_names_a_device_and_hangs_it(house: House) -> None:
    """Assigning takes a name, a place and a position; a wrong place changes not even the name."""
    house.hear("air_temperature_c", 21.5, device="stranger")
    path = "/api/v1/devices/stranger/assignment"
    wrong = house.command(path, {"name": "Rear", "place": "nowhere", "position": "rear"})
    assert wrong.status_code == 404
    assert house.get("/api/v1/devices/stranger").json()["given_name"] is None
    answer = house.command(path, {"name": "Rear", "place": "truck", "position": "rear"})
    assert answer.status_code == 201
    found = answer.json()
    assert (found["name"], found["place_id"], found["position"]) == ("Rear", "truck", "rear")
    assert [one["place_id"] for one in found["installations"]] == ["truck"]


def test_a_device_is_renamed_and_taken_away(house: House) -> None:
    """PATCH gives a name, null takes it back; place null ends where the device hung."""
    rename = house.ask("PATCH", "/api/v1/devices/probe", token=house.token, json={"name": "North wall"})
    assert rename.json()["name"] == "North wall"
    rename = house.ask("PATCH", "/api/v1/devices/probe", token=house.token, json={"name": None})
    assert rename.json()["name"] == "probe"
    left = house.command("/api/v1/devices/probe/installations", {"place": None})
    assert (left.json()["place_id"], left.json()["to"]) == ("room", rfc3339(NOW_MS))
    assert house.get("/api/v1/devices/probe").json()["state"] == "inbox"
    assert house.ask("PATCH", "/api/v1/devices/probe", json={"name": "x"}).status_code == 401


def test_the_health_of_a_device_is_told(house: House) -> None:
    """A fault with its reason, missing reports in a sentence and unplaced fields stand in the detail."""
    payload = b'{"air_temperature_c": "error 7", "relative_humidity_pct": 71}'
    house.deps.ingest.pipeline.accept([Message("coldframe/v1/gw/new", payload, 0, 0, False, False)])
    unplaced = Unplaced("new", "Acme TH-1", "probes.0.x", "42")
    for counter, missing in ((1, 0), (5, 3)):
        report = Report(origin=Origin("new", counter=counter), unplaced=(unplaced,))
        house.deps.ingest.books.health.note([Heard("lns", "gw", report, (), missing, NOW_MS)], [])
    new = house.get("/api/v1/devices/new").json()
    (fault,) = new["faults"]
    assert (fault["quantity"], fault["title"], fault["times"]) == ("air_temperature_c", "Air temperature", 1)
    assert "error 7" in fault["detail"]
    assert new["reports"] == {
        "received": 2,
        "missing": 3,
        "sentence": "3 of 5 reports of the last day are missing",
    }
    assert [(one["field"], one["value"]) for one in new["unplaced_fields"]] == [("probes.0.x", "42")]
    assert [sentence.split(":")[0] for sentence in new["health"]] == [
        "Air temperature",
        "3 of 5 reports of the last day are missing",
        "1 field has no meaning yet",
    ]
    assert house.get("/api/v1/devices/ghost").status_code == 404
