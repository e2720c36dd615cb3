"""Lots, stays and shipments."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from alerts.journey import JourneyState
from alerts.ledger import Passage
from ingest.clock import MS_PER_HOUR
from tests.api.house import NOW_MS, House

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


def test_a_lot_tells_how_roughly_it_was_handled(house: House) -> None:
    """What was found rough where it stayed flags it; before that nothing is claimed."""
    house.command("/api/v1/lots", {**LOT, "place": "truck"})
    assert house.get("/api/v1/lots/L21").json()["handling"] is None
    start_ms = NOW_MS - MS_PER_HOUR
    facts = Facts(quantity="shock_g", device="probe", value=31.0, peak=31.0, events=2, dose=37.0)
    house.keep_spell(
        Spell("truck", Cause.ROUGH_HANDLING, "rough", "probe/shock_g", start_ms, start_ms, None, None, facts)
    )
    told = {"knocks": 2, "hardest_g": 31.0, "vibration_g2h": 0.0, "flagged": True}
    assert house.get("/api/v1/lots/L21").json()["handling"] == told
    assert house.get("/api/v1/lots").json()[0]["handling"] == told


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


def test_what_is_left_is_known_less_and_less_while_nobody_sees(house: House) -> None:
    """Readings that stopped at midnight: the band at ten past four is wide, and says since when it is."""
    house.command("/api/v1/lots", LOT)
    heard_ms = NOW_MS - 4 * MS_PER_HOUR
    state = JourneyState(heard_ms, 1.0, life_used=0.1, air_c=1.0)
    fresh = Passage("L21", "room", heard_ms - 1, state, seen=True, known_ms=heard_ms, missed_ms=NOW_MS)
    bands = []
    for missed_ms in (NOW_MS, heard_ms + 1):
        with house.deps.alerts.ledger.transaction() as book:
            book.journeys.save([msgspec.structs.replace(fresh, missed_ms=missed_ms)])
        lot = house.get("/api/v1/lots/L21").json()
        assert lot == house.get("/api/v1/lots").json()[0]
        assert lot["as_of"] == "2026-06-14T00:10:00Z"
        bands.append((lot["remaining_life_days"], lot["estimated"]))
    (seen, was_estimated), (unseen, is_estimated) = bands
    assert (was_estimated, is_estimated) == (False, True)
    assert seen["p80"] / seen["p20"] < unseen["p80"] / unseen["p20"]
    assert unseen["p20"] < seen["p20"] - 4 / 24


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"product": "dragonfruit"}, 404),
        ({"place": "nowhere"}, 404),
        ({"packaging": "crystal"}, 422),
        ({"harvested_at": "2027-01-01T00:00:00Z"}, 409),
        ({"from": "2026-06-13T00:00:00Z"}, 409),
        ({"place": None}, 422),
        ({"harvested_at": "today"}, 422),
        ({"name": ""}, 422),
        ({"id": "../../etc"}, 422),
        ({"quantity_kg": -1}, 422),
        ({"initial_temperature_c": 1e9}, 422),
        ({"planned_temperature_c": -0.5}, 422),
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


def test_a_lot_is_split_and_put_together_again(house: House) -> None:
    """Parts know where they come from; their kilograms add up; a lot that went into another is over."""
    house.command("/api/v1/lots", LOT)
    part = {"id": "L22", "name": "For the market", "quantity_kg": 50, "place": "truck"}
    answer = house.command("/api/v1/lots/L21/split", part)
    assert answer.status_code == 201
    assert (answer.json()["split_from"], answer.json()["place_id"], answer.json()["quantity_kg"]) == (
        "L21",
        "truck",
        50.0,
    )
    assert house.get("/api/v1/lots/L21").json()["quantity_kg"] == 70.0
    whole = {"id": "L23", "name": "Both", "lots": ["L21", "L22"], "place": "truck"}
    merged = house.command("/api/v1/lots/merge", whole).json()
    assert (merged["merged_from"], merged["quantity_kg"], merged["place_id"]) == (
        ["L21", "L22"],
        120.0,
        "truck",
    )
    over = house.get("/api/v1/lots/L21").json()
    assert (over["merged_into"], over["place_id"]) == ("L23", None)
    refused = house.command("/api/v1/lots/L21/stays", {"place": "room"})
    assert refused.status_code == 409
    assert "L23" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status", "words"),
    [
        (
            "L21/split",
            {"name": "too much", "quantity_kg": 121},
            422,
            "121 kg cannot be taken from the 120 kg",
        ),
        ("L21/split", {"name": "lost", "quantity_kg": 1, "place": "moon"}, 404, "moon"),
        (
            "L21/split",
            {"name": "early", "quantity_kg": 1, "at": "2026-06-14T00:00:00Z"},
            409,
            "was harvested",
        ),
        ("merge", {"name": "mixed", "lots": ["L21", "S1"]}, 422, "only goods of one product"),
        ("L21/devices", {"device": "nobody"}, 404, "nobody"),
    ],
)
def test_what_cannot_be_divided_or_united_is_refused_in_words(
    house: House, path: str, body: dict[str, object], status: int, words: str
) -> None:
    """Splitting more than there is, mixing products, unknown places and devices, moments before harvest."""
    house.command("/api/v1/lots", LOT)
    house.command("/api/v1/lots", {**LOT, "id": "S1", "product": "strawberry"})
    answer = house.command(f"/api/v1/lots/{path}", body)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert len(house.get("/api/v1/lots").json()) == 2


def test_a_device_travels_with_a_lot_and_a_lot_in_a_box(house: House) -> None:
    """Both are said of the lot; it stays in its box when it is moved, until it is taken out."""
    house.command("/api/v1/lots", {**LOT, "box": "truck"})
    with_probe = house.command(
        "/api/v1/lots/L21/devices", {"device": "probe", "from": "2026-06-14T03:00:00Z"}
    )
    assert with_probe.json()["devices"] == ["probe"]
    gone = house.ask("DELETE", "/api/v1/lots/L21/devices/probe", token=house.token)
    assert gone.json()["devices"] == []
    moved = house.command("/api/v1/lots/L21/stays", {"place": "truck", "from": "2026-06-14T03:00:00Z"})
    assert [stay["box_id"] for stay in moved.json()["stays"]] == ["truck", "truck"]
    out = house.command("/api/v1/lots/L21/stays", {"place": "room", "box": None})
    assert out.json()["stays"][-1]["box_id"] is None
