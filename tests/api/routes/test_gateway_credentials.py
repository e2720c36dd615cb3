"""Gateways' credentials over HTTP: for the administrator alone, the password once, the hash for brokers."""

from __future__ import annotations

import pytest

from ingest.access.password import is_right
from tests.api.house import House

PATH = "/api/v1/gateway-credentials"
PUMP = {"name": "pump", "kind": "tasmota", "host": "10.0.0.2"}


def _as_administrator(house: House, method: str, path: str = PATH, body: object = None) -> tuple[int, object]:
    answer = house.ask(method, path, token=house.administrator, json=body)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("method", "path"), [("GET", PATH), ("POST", PATH), ("GET", f"{PATH}/hashes"), ("DELETE", f"{PATH}/pump")]
)
def test_credentials_are_for_the_administrator_alone(house: House, method: str, path: str) -> None:
    """Neither a stranger nor somebody with an ordinary token sees, makes or removes credentials."""
    _as_administrator(house, "POST", body=PUMP)
    assert house.ask(method, path, json=PUMP).status_code == 401
    assert house.ask(method, path, token=house.token, json=PUMP).status_code == 403


def test_a_gateway_is_added_listed_and_removed(house: House) -> None:
    """The answer to adding holds all that has to be typed in; the list holds no secret; removing ends it."""
    status, made = _as_administrator(house, "POST", body=PUMP)
    assert status == 201
    assert isinstance(made, dict)
    assert "MqttHost 10.0.0.2" in made["instructions"]
    assert made["password"] in made["instructions"]
    house.deps.ingest.entrance.turned_away.published("pump", "tele/other/SENSOR", b"{}")
    _, listed = _as_administrator(house, "GET")
    assert isinstance(listed, list)
    assert made["password"] not in str(listed)
    assert "hash" not in listed[0]
    assert listed[0]["publish"] == ["tele/pump/#", "stat/pump/#"]
    (refused,) = listed[0]["refused"]
    assert (refused["topic"], refused["times"]) == ("tele/other/SENSOR", 1)
    _, hashes = _as_administrator(house, "GET", f"{PATH}/hashes")
    assert isinstance(hashes, list)
    assert is_right(made["password"], hashes[0]["hash"])
    assert _as_administrator(house, "DELETE", f"{PATH}/pump")[0] == 200
    assert _as_administrator(house, "GET") == (200, [])
    assert house.deps.ingest.entrance.turned_away.topics_of("pump") == ()
    assert _as_administrator(house, "DELETE", f"{PATH}/pump")[0] == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "a/+"},
        {"name": "tele"},
        {"kind": "toaster"},
        {"topics": ["a/#/b"]},
        {"topics": ["a\nb"]},
        {"name": ""},
        {"host": "a\nb"},
    ],
)
def test_credentials_that_cannot_be_made_are_told(house: House, wrong: dict[str, object]) -> None:
    """A wrong name, kind or topic is a mistake of the caller, told in a sentence, and changes nothing."""
    status, problem = _as_administrator(house, "POST", body={**PUMP, **wrong})
    assert (status, bool(problem)) == (422, True)
    assert _as_administrator(house, "GET") == (200, [])
