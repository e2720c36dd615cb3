"""GET devices and POST devices/{id}/installations."""

from __future__ import annotations

import pytest

from tests.api.house import House


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
