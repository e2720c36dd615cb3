"""Models of devices: GET, PUT and DELETE of what their fields mean."""

from __future__ import annotations

import pytest

from ingest.group import Heard
from ingest.known import Meaning
from ingest.report import About, Report, Unplaced
from tests.api.house import NOW_MS, House

MODEL = "Acme/TH-1 (v2)"
FIELD = "/api/v1/models/Acme%2FTH-1%20(v2)/fields/probes.0.x"


def _hear(house: House) -> None:
    unplaced = Unplaced("new", MODEL, "probes.0.x", "42")
    report = Report(about=(About("new", "", MODEL),), unplaced=(unplaced,))
    house.deps.ingest.books.listener.note([Heard("lns", "gw", report, (), 0, NOW_MS)], [])


def test_what_a_field_means_is_said_once_per_model(house: House) -> None:
    """A field without meaning is listed until somebody says what it is; that counts at once."""
    _hear(house)
    (model,) = house.get("/api/v1/models").json()
    assert (model["model"], model["devices"], model["fields"]) == (MODEL, 1, [])
    assert [(one["field"], one["value"]) for one in model["unplaced_fields"]] == [("probes.0.x", "42")]
    body = {"quantity": "air_temperature_c", "unit": "°F", "channel": "2"}
    answer = house.ask("PUT", FIELD, token=house.token, json=body)
    assert answer.json() == {"field": "probes.0.x", **body}
    assert house.deps.ingest.books.known.meanings(MODEL) == {
        "probes.0.x": Meaning("air_temperature_c", "°F", "2")
    }
    (model,) = house.get("/api/v1/models").json()
    assert (len(model["fields"]), model["unplaced_fields"]) == (1, [])
    assert house.get(FIELD.rpartition("/")[0]).json() == model["fields"]
    assert house.get("/api/v1/devices/new").json()["unplaced_fields"] == []


def test_a_field_can_be_left_alone_and_taken_up_again(house: House) -> None:
    """Quantity null leaves a field alone; DELETE makes it unknown again, once."""
    assert house.ask("PUT", FIELD, token=house.token, json={"quantity": None}).json()["quantity"] is None
    assert house.deps.ingest.books.known.meanings(MODEL) == {"probes.0.x": Meaning("")}
    assert house.ask("DELETE", FIELD, token=house.token).status_code == 204
    assert house.deps.ingest.books.known.meanings(MODEL) == {}
    assert house.ask("DELETE", FIELD, token=house.token).status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"quantity": "warmth"}, "warmth"),
        ({"quantity": "air_temperature_c", "unit": "kPa"}, "kPa"),
        ({"quantity": "air_temperature_c", "channel": "a~b"}, "channel"),
        ({}, "quantity"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(house: House, body: object, said: str) -> None:
    """An unknown quantity, a unit in which it is not measured or a channel that cannot be says which."""
    answer = house.ask("PUT", FIELD, token=house.token, json=body)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert house.ask("PUT", FIELD, json={"quantity": None}).status_code == 401
