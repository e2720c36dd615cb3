"""GET and PUT places/{id}/rules, and POST backtest."""

from __future__ import annotations

from ingest.clock import MS_PER_MINUTE, to_datetime
from tests.api.house import House

RULES = "/api/v1/places/room/rules"
HIGH = "limits.air_temperature_c.high"
DWELL = "limits.air_temperature_c.dwell"


def _number(house: House, path: str) -> dict[str, object]:
    found = [one for one in house.get(RULES).json()["numbers"] if one["path"] == path]
    assert len(found) == 1
    return dict(found[0])


def _change(house: House, changes: dict[str, float | None], note: str = "") -> dict[str, object]:
    body = {"changes": changes, "by": "Ana", "note": note}
    answer = house.ask("PUT", RULES, token=house.token, json=body)
    return {"status": answer.status_code, **answer.json()}


def test_every_number_that_a_place_is_watched_by_says_where_it_comes_from(house: House) -> None:
    """Path, value, unit, source and grade, and that it is the recipe's."""
    high = _number(house, HIGH)
    assert (high["value"], high["value_beneath"], high["unit"], high["own"]) == (3.5, 3.5, "°C", False)
    assert high["source"] == "W1"


def test_a_changed_number_holds_from_now_on_and_its_history_stays(house: House) -> None:
    """What somebody set is shown beside the recipe's, with name and reason; taking it back is shown, too."""
    assert _change(house, {HIGH: 5.0}, "near the door")["status"] == 200
    assert (_number(house, HIGH)["value"], _number(house, HIGH)["value_beneath"]) == (5.0, 3.5)
    assert house.get("/api/v1/places/room").json()["limits"][0]["high"] == 5.0
    _change(house, {HIGH: None})
    assert (_number(house, HIGH)["value"], _number(house, HIGH)["own"]) == (3.5, False)
    told = house.get(RULES).json()["history"]
    assert [(one["value"], one["by"], one["note"]) for one in told] == [
        (5.0, "Ana", "near the door"),
        (None, "Ana", ""),
    ]


def test_what_cannot_be_is_refused_by_name_and_changes_nothing(house: House) -> None:
    """A path that is not there, a value out of range, no change at all, a place that is not there."""
    assert "limits.air.high" in str(_change(house, {"limits.air.high": 5.0})["detail"])
    assert _change(house, {HIGH: 5.0, DWELL: -1.0})["status"] == 422
    assert _change(house, {})["status"] == 422
    assert _number(house, HIGH)["value"] == 3.5
    body = {"changes": {HIGH: 5.0}, "by": "Ana"}
    assert house.ask("PUT", "/api/v1/places/attic/rules", token=house.token, json=body).status_code == 404
    assert house.ask("PUT", RULES, json=body).status_code == 401


def test_a_backtest_shows_what_a_change_would_have_told_and_changes_nothing(house: House) -> None:
    """Two hours at 4 °C: the recipe would have called once, a limit of 5 °C never, one of 2 °C for longer."""
    air = [2.5] * 60 + [4.0] * 120 + [2.5] * 120
    house.hear("air_temperature_c", *air)
    for high, count in ((5.0, 0), (2.0, 1)):
        body = {"place_id": "room", "changes": {HIGH: high}, "days": 1}
        answer = house.ask("POST", "/api/v1/backtest", token=house.token, json=body)
        assert answer.status_code == 200, answer.text
        tried = answer.json()
        assert tried["readings"] >= 2 * len(air)
        warm = [one for one in tried["present"] if one["cause"] == "too_warm"]
        changed = [one for one in tried["changed"] if one["cause"] == "too_warm"]
        assert (len(warm), len(changed)) == (1, count)
        assert warm[0]["only_here"] is (count == 0)
        assert warm[0]["peak"] == 4.0
    assert changed[0]["ended_at"] is None
    assert _number(house, HIGH)["value"] == 3.5


def test_a_backtest_of_what_cannot_be_is_refused(house: House) -> None:
    """The same reasons as for a change."""
    body = {"place_id": "room", "changes": {HIGH: -9.0}, "days": 30}
    answer = house.ask("POST", "/api/v1/backtest", token=house.token, json=body)
    assert (answer.status_code, "not below" in answer.json()["detail"]) == (422, True)
    assert (
        house.ask("POST", "/api/v1/backtest", token=house.token, json={"place_id": "attic"}).status_code
        == 404
    )


GOODS_RULES = "/api/v1/lots/L21/rules"
PRODUCT_RULES = "/api/v1/products/waxberry/rules"


def _put(house: House, path: str, changes: dict[str, object]) -> tuple[int, str]:
    answer = house.ask("PUT", path, token=house.token, json={"changes": changes, "by": "Ana"})
    return answer.status_code, answer.text


def _numbers(house: House, path: str) -> dict[str, tuple[float, float | None, bool]]:
    numbers = house.get(path).json()["numbers"]
    return {one["path"]: (one["value"], one["value_beneath"], one["own"]) for one in numbers}


def _harvest(house: House) -> None:
    lot = {"id": "L21", "name": "Terrace 3", "product": "waxberry", "harvested_at": "2026-06-14T00:00:00Z"}
    answer = house.ask("POST", "/api/v1/lots", token=house.token, json=lot)
    assert answer.status_code == 201, answer.text


def test_a_lot_has_numbers_of_its_own_over_those_of_its_product(house: House) -> None:
    """What is set for the product holds for its lots, what is set for a lot goes before; with histories."""
    _harvest(house)
    assert _put(house, PRODUCT_RULES, {"warm.dwell": 15.0, "warm.worth_telling": 2.0})[0] == 200
    assert _put(house, GOODS_RULES, {"warm.worth_telling": 1.0, "arrival.required_life": 5.0})[0] == 200
    numbers = _numbers(house, GOODS_RULES)
    assert numbers["warm.worth_telling"] == (1.0, 2.0, True)
    assert numbers["warm.dwell"] == (15.0, 15.0, False)
    assert numbers["arrival.required_life"] == (5.0, None, True)
    assert _numbers(house, PRODUCT_RULES)["warm.worth_telling"] == (2.0, 0.5, True)
    assert [one["path"] for one in house.get(GOODS_RULES).json()["history"]] == [
        "warm.worth_telling",
        "arrival.required_life",
    ]
    assert _put(house, GOODS_RULES, {"arrival.required_life": None})[0] == 200
    absent = {one["path"]: one["unit"] for one in house.get(GOODS_RULES).json()["absent"]}
    assert absent["arrival.required_life"] == "d"


def test_numbers_of_goods_that_cannot_be_are_refused(house: House) -> None:
    """An unknown path, a contradiction, a lot that is not there, and a product whose lots would not fit."""
    _harvest(house)
    assert _put(house, GOODS_RULES, {"warm.woth": 1.0})[0] == 422
    status, told = _put(house, GOODS_RULES, {"cold.lower": 20.0})
    assert (status, "is not below warm.upper" in told) == (422, True)
    assert _put(house, "/api/v1/lots/L99/rules", {"warm.dwell": 1.0})[0] == 404
    assert _put(house, "/api/v1/products/gold/rules", {"warm.dwell": 1.0})[0] == 404
    assert _put(house, GOODS_RULES, {"warm.upper": 2.0})[0] == 200
    status, told = _put(house, PRODUCT_RULES, {"cold.lower": 2.5})
    assert (status, "L21" in told) == (409, True)


def test_a_stage_of_a_crop_is_set_with_a_date(house: House) -> None:
    """A date is written as people write it, and counts as the number that rules keep."""
    dates = {"day.begins": 6.0, "day.ends": 18.0, "limits.air_temperature_c.night.high": 3.0}
    assert _change(house, dict(dates))["status"] == 200
    assert _number(house, "limits.air_temperature_c.night.high")["value_beneath"] is None
    status, told = _put(house, RULES, {"stages.bloom.begins": "2026-02-10"})
    assert (status, "stages.bloom.begins" in told) == (422, True), "a cold room has no stages"


def test_a_backtest_of_goods_shows_what_a_change_would_have_told(house: House) -> None:
    """Of a lot and of a product alike; it says where and of which lots, and refuses what cannot be."""
    _harvest(house)
    came = to_datetime(house.clock.now_ms() - 240 * MS_PER_MINUTE).isoformat()
    stay = house.ask(
        "POST", "/api/v1/lots/L21/stays", token=house.token, json={"place": "room", "from": came}
    )
    assert stay.status_code == 201, stay.text
    house.hear("air_temperature_c", *[1.0] * 60, *[9.0] * 180)

    def tried(body: dict[str, object]) -> tuple[int, dict[str, list[dict[str, object]]]]:
        answer = house.ask("POST", "/api/v1/backtest", token=house.token, json={"days": 1, **body})
        return answer.status_code, answer.json()

    for whose in ({"lot_id": "L21"}, {"product_id": "waxberry"}):
        status, told = tried({**whose, "changes": {"warm.upper": 12.0}})
        assert status == 200, told
        assert [(one["cause"], one["place_id"], one["lot_ids"]) for one in told["present"]] == [
            ("too_warm", "room", ["L21"])
        ]
        assert (told["present"][0]["only_here"], told["changed"]) == (True, [])
        assert tried({**whose, "changes": {"warm.uper": 12.0}})[0] == 422
    assert tried({"lot_id": "L99"})[0] == 404
    assert tried({"product_id": "gold"})[0] == 404
    assert tried({"lot_id": "L21", "place_id": "room"})[0] == 422
    assert tried({})[0] == 422
