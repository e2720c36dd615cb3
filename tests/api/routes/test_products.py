"""Products over HTTP: what is known, and what growers say."""

from __future__ import annotations

from copy import deepcopy

import pytest

from alerts.product import ProductFile
from tests.api.house import House

PRODUCTS = "/api/v1/products"
WAXBERRY = f"{PRODUCTS}/waxberry"


def test_products_are_listed(house: House) -> None:
    """The products that lots can be made of are listed with their names and where they come from."""
    listed = house.get(PRODUCTS).json()
    assert len(listed) == 77
    assert {
        "id": "waxberry",
        "name": "Waxberry",
        "name_zh": "杨梅",
        "scientific_name": "Morella rubra",
        "origin": "shipped",
    } in listed


def test_everything_that_is_known_is_told(house: House) -> None:
    """Each number has value, unit, range, grade in words, sources and note; life has its band."""
    told = house.get(WAXBERRY).json()
    numbers = {number["path"]: number for number in told["numbers"]}
    assert numbers["life.activation_energy"] == {
        "path": "life.activation_energy",
        "value": 60.0,
        "unit": "kJ/mol",
        "low": 45.0,
        "high": 70.0,
        "grade": "D",
        "grade_meaning": "derived from cited numbers",
        "sources": [told["definition"]["references"]["W3"]],
        "note": "least squares of 14 d at 1 °C, 5 d at 10 °C and 2.5 d at 20 °C; strawberry decay has 58.2",
    }
    at_1 = next(one for one in told["life"] if one["temperature_c"] == 1.0)
    assert at_1["days"]["p50"] == pytest.approx(14.0)
    assert at_1["days"]["p20"] < 14.0 < at_1["days"]["p80"]
    assert at_1["in_observed_range"]
    assert told["changes"] == []
    assert house.get(f"{PRODUCTS}/dragonfruit").status_code == 404


def test_a_product_is_overridden_and_taken_back(house: House) -> None:
    """What GET shows as definition can be changed and put; who did it and when is remembered."""
    shipped = house.get(WAXBERRY).json()
    mine = deepcopy(shipped["definition"])
    mine["limits"]["upper"] = {**mine["limits"]["upper"], "value": 4}
    told = house.ask("PUT", WAXBERRY, token=house.token, json=mine).json()
    assert (told["origin"], told["beneath"]) == ("people", "shipped")
    assert (told["changed_at"], told["changed_by"]) == ("2026-06-14T04:10:00Z", "packhouse")
    assert told["definition"]["limits"]["upper"]["value"] == 4
    assert house.get(WAXBERRY).json() == told
    assert house.ask("DELETE", WAXBERRY, token=house.token).status_code == 204
    back = house.get(WAXBERRY).json()
    assert [change["taken_back"] for change in back["changes"]] == [False, True]
    assert {**back, "changes": []} == shipped


def test_a_product_of_one_s_own_stays_while_lots_are_of_it(house: House) -> None:
    """A new product can be used for lots at once, and not be taken away from under them."""
    mine = {**house.get(WAXBERRY).json()["definition"], "id": "dongkui"}
    assert house.ask("PUT", f"{PRODUCTS}/dongkui", token=house.token, json=mine).status_code == 200
    lot = {"name": "Lot 1", "product": "dongkui", "harvested_at": "2026-06-14T01:00:00Z"}
    assert house.command("/api/v1/lots", lot).status_code == 201
    refused = house.ask("DELETE", f"{PRODUCTS}/dongkui", token=house.token)
    assert refused.status_code == 409
    assert "it is what lots are of: L-" in refused.json()["detail"]


def test_a_product_with_mistakes_is_refused_with_all_of_them(house: House) -> None:
    """Each mistake names field, value and reason; a stranger may change nothing."""
    mine = house.get(WAXBERRY).json()["definition"]
    mine["life"]["reference_life"]["unit"] = "weeks"
    mine["limits"]["planned"].pop("grade")
    refused = house.ask("PUT", WAXBERRY, token=house.token, json=mine)
    assert refused.status_code == 422
    assert any(
        "life.reference_life" in line and "expected the unit 'd', not 'weeks'" in line
        for line in refused.json()["errors"]
    )
    assert (
        "waxberry: limits.planned.grade: saw nothing, expected a value, because there is no default"
        in refused.json()["errors"]
    )
    assert house.ask("PUT", WAXBERRY, json=mine).status_code == 401
    assert house.ask("DELETE", WAXBERRY).status_code == 401


def test_the_interface_names_every_table_of_a_product(house: House) -> None:
    """The description of the interface has each table that a product file may have."""
    described = house.app.openapi()["components"]["schemas"]["ProductCommand"]["properties"]
    assert described.keys() == ProductFile.model_fields.keys()
