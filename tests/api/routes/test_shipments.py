"""Shipments over HTTP: their way, what will be left on arrival, and what a change would do."""

from __future__ import annotations

from typing import Any

import pytest

from alerts.fresh_life import life_at
from alerts.journey import JourneyState
from alerts.ledger import Passage
from tests.api.house import HOUR_MS, NOW_MS, House

LOT: dict[str, Any] = {
    "id": "L21",
    "name": "Bay 1, first picking",
    "product": "waxberry",
    "harvested_at": "2026-06-14T01:00:00Z",
    "place": "room",
    "initial_temperature_c": 2.0,
}
SHIPMENT: dict[str, Any] = {
    "id": "S1",
    "name": "Singapore 14",
    "buyer": "Market Hall",
    "lots": ["L21"],
    "due_at": "2026-06-16T00:00:00Z",
    "required_life_days": 4.0,
    "legs": [
        {"name": "truck", "from": "2026-06-14T08:00:00Z", "to": "2026-06-14T16:00:00Z", "temperature_c": 2.0},
        {
            "name": "flight",
            "from": "2026-06-14T16:00:00Z",
            "to": "2026-06-15T20:00:00Z",
            "temperature_c": 6.0,
        },
    ],
}


def seen(house: House, *lot_ids: str, life_used: float = 0.1, goods_c: float = 1.0) -> None:
    """Let the history of lots have come to so much by now."""
    state = JourneyState(NOW_MS, goods_c, life_used=life_used, air_c=goods_c)
    with house.deps.alerts.ledger.transaction() as book:
        book.journeys.save([Passage(one, "room", NOW_MS - HOUR_MS, state, seen=True) for one in lot_ids])


def test_a_shipment_carries_lots_on_a_way(house: House) -> None:
    """A shipment names its lots and its legs, and the lots name their shipment."""
    house.command("/api/v1/lots", LOT)
    answer = house.command("/api/v1/shipments", SHIPMENT | {"lots": ["L21", "L21"]})
    assert answer.status_code == 201
    expected = SHIPMENT | {"arrives_at": "2026-06-15T20:00:00Z", "late_h": 0.0}
    assert answer.json() == expected, "a lot travels once, however often it was named"
    assert house.get("/api/v1/shipments").json() == [expected]
    assert house.get("/api/v1/lots/L21").json()["shipment_id"] == "S1"
    detail = house.get("/api/v1/shipments/S1").json()
    assert detail["forecasts"] == [
        {"lot_id": "L21", "lot_name": LOT["name"], "as_of": None, "forecast": None}
    ], "nothing was heard of it: nothing is promised"


def test_a_rule_of_buyers_says_what_is_required(house: House) -> None:
    """Butter to Japan: two thirds of a fresh life. What is unknown, or said twice, is refused."""
    butter = LOT | {"product": "butter", "packaging": "", "initial_temperature_c": 2.0}
    house.command("/api/v1/lots", butter)
    wanted = {key: value for key, value in SHIPMENT.items() if key != "required_life_days"}
    made = house.command("/api/v1/shipments", wanted | {"buyer_rule": "japan_one_third"})
    assert made.status_code == 201, made.text
    lot = house.deps.alerts.lot_book.lot("L21")
    fresh_h = life_at(house.deps.alerts.products["butter"], lot.planned_temperature_c).life_h.p50
    assert made.json()["required_life_days"] == pytest.approx(0.667 * fresh_h / 24)
    (rule,) = house.get("/api/v1/shipments/S1").json()["buyer_rules"]
    assert (rule["id"], rule["required_life_days"]) == ("japan_one_third", made.json()["required_life_days"])
    house.command("/api/v1/lots", LOT | {"id": "L22"})
    house.command("/api/v1/shipments", SHIPMENT | {"id": "S2", "lots": ["L21", "L22"]})
    assert house.get("/api/v1/shipments/S2").json()["buyer_rules"] == [], "no rule is known of waxberry"
    refused = house.command("/api/v1/shipments", wanted | {"buyer_rule": "half"})
    assert refused.status_code == 422
    assert "it has japan_one_third" in refused.text
    for both in (wanted, SHIPMENT | {"buyer_rule": "japan_one_third"}):
        assert house.command("/api/v1/shipments", both).status_code == 422


def test_a_way_that_cannot_be_is_refused(house: House) -> None:
    """Unknown lots, no lots, and legs that end before they start or overlap are told by their name."""
    house.command("/api/v1/lots", LOT)
    truck, flight = SHIPMENT["legs"]
    assert house.command("/api/v1/shipments", {**SHIPMENT, "lots": ["L99"]}).status_code == 404
    assert house.command("/api/v1/shipments", {**SHIPMENT, "lots": []}).status_code == 422
    for legs in ([{**truck, "to": truck["from"]}], [flight, truck]):
        answer = house.command("/api/v1/shipments", {**SHIPMENT, "legs": legs})
        assert answer.status_code == 422
        assert "'truck'" in answer.json()["detail"]
    assert house.get("/api/v1/shipments").json() == []
    assert house.get("/api/v1/shipments/S1").status_code == 404


def test_the_outlook_has_a_band_and_says_whether_it_is_enough(house: House) -> None:
    """Life on arrival is three numbers; whether the buyer is satisfied goes by the careful one."""
    house.command("/api/v1/lots", LOT)
    house.command("/api/v1/shipments", SHIPMENT)
    seen(house, "L21")
    forecast = house.get("/api/v1/shipments/S1").json()["forecasts"][0]["forecast"]
    life = forecast["remaining_life_days"]
    assert life["p20"] < life["p50"] < life["p80"]
    assert forecast["spare_days"] == life["p20"] - 4.0
    assert forecast["enough"]
    house.command("/api/v1/shipments", {**SHIPMENT, "required_life_days": life["p50"]})
    assert not house.get("/api/v1/shipments/S1").json()["forecasts"][0]["forecast"]["enough"]


def test_a_delay_costs_and_cooling_again_saves(house: House) -> None:
    """What a change would do is answered for each lot, and changes nothing."""
    house.command("/api/v1/lots", {**LOT, "packaging": "eps_box"})
    house.command("/api/v1/shipments", SHIPMENT)
    seen(house, "L21", goods_c=15.0)
    delay = {"delay": {"hours": 12, "at": "2026-06-14T16:00:00Z", "temperature_c": 20.0}}
    late = house.command("/api/v1/shipments/S1/what-if", delay).json()
    assert late["arrives_at"] == "2026-06-16T08:00:00Z"
    assert late["late_h"] == 8.0
    assert late["lots"][0]["gained_days"] < -1.0
    again = house.command("/api/v1/shipments/S1/what-if", {"cooling": {"hours": 3, "temperature_c": 0.0}})
    assert again.json()["lots"][0]["gained_days"] > 0.3, (
        "three hours in moving air save what half a day costs"
    )
    assert house.command("/api/v1/shipments/S1/what-if", {}).status_code == 422
    assert house.get("/api/v1/shipments/S1").json()["arrives_at"] == "2026-06-15T20:00:00Z"


def test_first_expired_is_first_out(house: House) -> None:
    """Lots that are here are listed by when their life may be over, with the buyers that each satisfies."""
    for lot_id in ("L21", "L22", "L23"):
        house.command("/api/v1/lots", {**LOT, "id": lot_id})
    seen(house, "L21", life_used=0.1)
    seen(house, "L22", life_used=0.55)
    house.command("/api/v1/shipments", {**SHIPMENT, "id": "near", "lots": ["L23"], "required_life_days": 1.0})
    house.command("/api/v1/shipments", {**SHIPMENT, "id": "far", "lots": ["L23"], "required_life_days": 5.0})
    turns = house.get("/api/v1/fefo").json()
    assert [turn["lot_id"] for turn in turns] == ["L22", "L21"], "of L23 nothing is known yet"
    assert [[fit["shipment_id"] for fit in turn["fits"]] for turn in turns] == [["near"], ["far", "near"]]
    assert [turn["goes_to"] for turn in turns] == ["near", "far"]
