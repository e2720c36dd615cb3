"""What is posted: a webhook's body, or any format that a gateway would have published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.errors import RETRY_AFTER_S
from ingest.formats import BY_NAME
from ingest.reading import Reason
from tests.api.house import FARM, MINUTE_MS, NOW_MS, House, open_house

MEASURED: dict[str, object] = {
    "eventId": "c505kmuj0aoraraqu5g0",
    "targetName": "projects/p1/devices/emu7",
    "eventType": "temperature",
    "data": {"temperature": {"value": 4.2, "updateTime": "2026-06-14T04:09:00Z"}},
    "timestamp": "2026-06-14T04:09:00Z",
}
EVENT = {"event": MEASURED, "labels": {"name": "Cold room"}}


def _post(house: House, path: str, body: object, **more: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return house.ask("POST", f"/api/v1/ingest/{path}", token=house.token, content=content, **more)


def test_a_webhook_is_in_the_store(house: House) -> None:
    """What is posted is in the journal when the answer comes, and then in the store like any reading."""
    answer = _post(house, "disruptive", EVENT)
    assert (answer.status_code, answer.json()) == (202, {"readings": 1, "quarantined": 0})
    assert house.deps.ingest.writer.write_once() == 1
    query = {"device": "emu7", "quantity": "air_temperature_c"}
    assert house.get("/api/v1/readings", params=query).json()["points"] == [[NOW_MS - 60_000, 4.2]]


def test_the_same_webhook_twice_is_stored_once(house: House) -> None:
    """A cloud that posts an event again, because it missed our answer, changes nothing."""
    _post(house, "disruptive", EVENT)
    answer = _post(house, "disruptive", EVENT)
    assert (answer.status_code, answer.json()) == (202, {"readings": 0, "quarantined": 0})
    assert house.deps.ingest.writer.write_once() == 1
    assert house.deps.counters.value("repeated_messages") == 1


def test_any_content_type_is_read(house: House) -> None:
    """The format is in the address; what the sender says of the body does not matter."""
    for kind in ("text/plain", "application/octet-stream", "application/x-www-form-urlencoded"):
        assert _post(house, "disruptive", EVENT, headers={"Content-Type": kind}).status_code == 202


def test_who_measured_is_told_by_the_topic(house: House) -> None:
    """A format that tells the device in its topic is posted with that topic."""
    body = {"observed_at": NOW_MS - 1_000, "air_temperature_c": 0}
    answer = _post(house, "own_json", body, params={"topic": "coldframe/v1/script/probe-9"})
    assert answer.json() == {"readings": 1, "quarantined": 0}
    assert house.deps.ingest.writer.write_once() == 1
    query = {"device": "probe-9", "quantity": "air_temperature_c"}
    assert house.get("/api/v1/readings", params=query).json()["points"] == [[NOW_MS - 1_000, 0.0]]


def test_without_its_topic_such_a_format_says_what_it_needs(house: House) -> None:
    """Without the topic the answer says which one is expected."""
    answer = _post(house, "own_json", {"air_temperature_c": 4.2})
    assert answer.status_code == 422
    assert "topic: expected coldframe/v1/{gateway}/{device}" in answer.json()["detail"]


def test_without_a_topic_nobody_is_invented(house: House) -> None:
    """A state that does not say whose it is is refused; one with an address belongs to that device."""
    state: dict[str, object] = {"temperature": 4.2, "linkquality": 90}
    answer = _post(house, "zigbee2mqtt", state)
    assert answer.status_code == 422
    assert "?topic= says" in answer.json()["detail"]
    (kept,) = house.deps.ingest.quarantine.recent(10)
    assert kept.rejection.topic == "ingest/zigbee2mqtt"
    state["device"] = {"ieeeAddr": "0x00158d0001d82999"}
    assert _post(house, "zigbee2mqtt", state).json() == {"readings": 1, "quarantined": 0}
    devices = {device.id for device in house.deps.ingest.registry.devices()}
    assert devices == {"probe", "0x00158d0001d82999"}


def test_an_unknown_format_is_not_found(house: House) -> None:
    """A format that there is not is answered with the names of those that there are."""
    answer = _post(house, "smoke_signals", EVENT)
    assert answer.status_code == 404
    assert all(name in answer.json()["detail"] for name in BY_NAME)


@pytest.mark.parametrize("body", [b"rubbish", b"[1, 2]", b'{"event": {"eventType": "temperature"}}'])
def test_what_cannot_be_read_is_explained_and_kept(body: bytes, house: House) -> None:
    """The answer says what was seen and expected, and the same stands in the quarantine."""
    answer = _post(house, "disruptive", body)
    (kept,) = house.deps.ingest.quarantine.recent(10)
    assert answer.status_code == 422
    assert answer.json()["detail"] == kept.rejection.detail
    assert "expected" in kept.rejection.detail
    assert (kept.rejection.topic, kept.rejection.payload) == ("ingest/disruptive", body)


def test_a_sensor_without_a_value_was_understood(house: House) -> None:
    """A device that says it has no value is no mistake of the sender, who need not send it again."""
    event = {**MEASURED, "data": {"temperature": {"updateTime": "2026-06-14T04:09:00Z"}}}
    answer = _post(house, "disruptive", {"event": event})
    assert (answer.status_code, answer.json()) == (202, {"readings": 0, "quarantined": 1})
    (kept,) = house.deps.ingest.quarantine.recent(10)
    assert kept.rejection.reason is Reason.SENSOR_FAULT


def test_an_event_that_measures_nothing_is_accepted(house: House) -> None:
    """A touch is understood, and there is nothing to keep of it."""
    touched = {"event": {**MEASURED, "eventType": "touch"}}
    answer = _post(house, "disruptive", touched)
    assert (answer.status_code, answer.json()) == (202, {"readings": 0, "quarantined": 0})


def test_an_empty_body_is_a_mistake(house: House) -> None:
    """A post without a body says nothing, and nothing is kept of it."""
    assert _post(house, "disruptive", b"").status_code == 422
    assert house.deps.ingest.quarantine.recent(10) == ()


def test_a_body_that_is_too_large_is_not_read(house: House) -> None:
    """A body beyond the limit is refused whether it announces its length or not."""

    async def endless() -> Any:  # noqa: ANN401 - an asynchronous generator
        for _ in range(1_000):
            yield b"x" * 65_536

    assert _post(house, "disruptive", b"x" * ((1 << 20) + 1)).status_code == 413
    token = house.token
    answer = house.ask("POST", "/api/v1/ingest/disruptive", token=token, content=endless())
    assert answer.status_code == 413
    assert house.deps.ingest.quarantine.recent(10) == ()


def test_a_full_journal_asks_to_come_back_and_loses_nothing(tmp_path: Path) -> None:
    """What does not fit is answered 503 with the reason and when to try again; then it is stored once."""
    with open_house(tmp_path, farm={**FARM, "journal": {"max_bytes": 1 << 20}}) as house:
        posts = 0
        while (answer := _post_many(house, posts)).status_code == 202:
            posts += 1
        assert (answer.status_code, answer.headers["retry-after"]) == (503, str(RETRY_AFTER_S))
        assert "nothing is accepted until it catches up" in answer.json()["detail"]
        _work(house)
        assert house.deps.ingest.store.count() == posts * 4_000 > 0
        assert _post_many(house, posts).json() == {"readings": 4_000, "quarantined": 0}
        _work(house)
        assert house.deps.ingest.store.count() == (posts + 1) * 4_000
        assert house.deps.ingest.quarantine.recent(10) == ()


def _post_many(house: House, number: int) -> httpx.Response:
    """Post the back-fill *number* of a logger: readings that no other has."""
    first_ms = NOW_MS - (number + 1) * 4_000 * MINUTE_MS
    told = [{"observed_at": first_ms + minute * MINUTE_MS, "co2_ppm": 400} for minute in range(4_000)]
    return _post(house, "own_json", told, params={"topic": "coldframe/v1/script/logger"})


def _work(house: House) -> None:
    """Let the store and the alerts read everything."""
    while house.deps.ingest.writer.write_once() or house.deps.alerts.evaluator.evaluate_once():
        pass


def test_posting_needs_a_token(house: House) -> None:
    """Nobody without a token puts a reading in."""
    assert house.ask("POST", "/api/v1/ingest/disruptive", json=EVENT).status_code == 401
    assert house.deps.counters.value("received_messages") == 0


def test_openapi_says_that_the_body_is_anything(house: House) -> None:
    """The description tells programs that the body goes in as it is."""
    operation = house.app.openapi()["paths"]["/api/v1/ingest/{format}"]["post"]
    assert list(operation["requestBody"]["content"]) == ["*/*"]
    assert {one["name"] for one in operation["parameters"]} == {"format", "topic"}
