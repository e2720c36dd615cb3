"""Lots, stays and shipments."""

from __future__ import annotations

import pytest

from tests.api.house import House

LOT = {
    "id": "L21",
    "name": "Bay 1, first picking",
    "product": "waxberry",
    "harvested_at": "2026-06-14T01:00:00Z",
    "place": "room",
    "from": "2026-06-14T02:00:00Z",
    "initial_temperature_c": 26.5,
    "quantity_kg": 120.0,
}


def test_a_lot_is_entered_and_moved(house: House) -> None:
    """A lot knows where it is and was, dated back where it was entered late."""
    answer = house.command("/api/v1/lots", LOT)
    assert answer.status_code == 201
    assert (answer.json()["place_id"], answer.json()["place_name"]) == ("room", "Cold room")
    moved = house.command("/api/v1/lots/L21/stays", {"place": "truck", "from": "2026-06-14T03:00:00Z"})
    assert moved.status_code == 201
    assert [(stay["place_id"], stay["from"], stay["to"]) for stay in moved.json()["stays"]] == [
        ("room", "2026-06-14T02:00:00Z", "2026-06-14T03:00:00Z"),
        ("truck", "2026-06-14T03:00:00Z", None),
    ]
    assert house.get("/api/v1/lots/L21").json() == moved.json()
    assert house.get("/api/v1/lots").json() == [moved.json()]
    assert house.get("/api/v1/places/truck").json()["lot_ids"] == ["L21"]


def test_a_lot_leaves(house: House) -> None:
    """A lot that left our places is nowhere, and its stay has an end."""
    house.command("/api/v1/lots", LOT)
    gone = house.command("/api/v1/lots/L21/stays", {"place": None}).json()
    assert (gone["place_id"], gone["stays"][-1]["to"]) == (None, "2026-06-14T04:10:00Z")


def test_a_lot_without_readings_claims_no_life(house: House) -> None:
    """Before anything was heard, nothing is said about life used or left."""
    lot = house.command("/api/v1/lots", {**LOT, "id": None}).json()
    assert lot["id"].startswith("L-")
    assert (lot["life_used_pct"], lot["remaining_life_days"], lot["as_of"], lot["estimated"]) == (
        None,
        None,
        None,
        True,
    )


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"product": "dragonfruit"}, 404),
        ({"place": "nowhere"}, 404),
        ({"packaging": "crystal"}, 404),
        ({"harvested_at": "2027-01-01T00:00:00Z"}, 409),
        ({"from": "2026-06-13T00:00:00Z"}, 409),
        ({"place": None}, 422),
        ({"harvested_at": "today"}, 422),
        ({"name": ""}, 422),
        ({"id": "../../etc"}, 422),
        ({"quantity_kg": -1}, 422),
        ({"initial_temperature_c": 1e9}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_wrong_lots_are_not_entered(house: House, change: dict[str, object], status: int) -> None:
    """A lot that cannot be is refused, and nothing of it is kept."""
    assert house.command("/api/v1/lots", {**LOT, **change}).status_code == status
    assert house.get("/api/v1/lots").json() == []


def test_numbers_that_are_none_are_refused(house: House) -> None:
    """NaN and infinities, which JSON readers let through, are told as mistakes."""
    body = b'{"name": "x", "product": "waxberry", "harvested_at": "2026-06-14T01:00:00Z", "quantity_kg": NaN}'
    answer = house.ask(
        "POST", "/api/v1/lots", token=house.token, content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


def test_an_id_is_given_once(house: House) -> None:
    """A second lot with the same id is a conflict."""
    house.command("/api/v1/lots", LOT)
    assert house.command("/api/v1/lots", LOT).status_code == 409


@pytest.mark.parametrize(
    ("lot_id", "body", "status"),
    [
        ("L99", {"place": "truck"}, 404),
        ("L21", {"place": "nowhere"}, 404),
        ("L21", {"place": "truck", "from": "2026-06-13T00:00:00Z"}, 409),
        ("L21", {"place": "truck", "from": "2026-06-15T00:00:00Z"}, 409),
        ("L21", {}, 422),
    ],
)
def test_wrong_moves_change_nothing(house: House, lot_id: str, body: object, status: int) -> None:
    """A lot cannot move to nowhere known, before its harvest or in the future."""
    house.command("/api/v1/lots", LOT)
    assert house.command(f"/api/v1/lots/{lot_id}/stays", body).status_code == status
    assert house.get("/api/v1/lots/L21").json()["place_id"] == "room"


def test_a_shipment_carries_lots(house: House) -> None:
    """A shipment names its lots, and the lots name their shipment."""
    house.command("/api/v1/lots", LOT)
    body = {
        "id": "S1",
        "name": "Singapore 14 June",
        "buyer": "Fruit Hall",
        "lots": ["L21"],
        "due_at": "2026-06-16T00:00:00Z",
        "required_life_days": 7.5,
    }
    answer = house.command("/api/v1/shipments", body | {"lots": ["L21", "L21"]})
    assert answer.status_code == 201
    assert answer.json() == body, "a lot travels once, however often it was named"
    assert house.get("/api/v1/shipments").json() == [body]
    assert house.get("/api/v1/lots/L21").json()["shipment_id"] == "S1"
    assert house.command("/api/v1/shipments", {**body, "lots": ["L99"]}).status_code == 404
    assert house.command("/api/v1/shipments", {**body, "lots": []}).status_code == 422
