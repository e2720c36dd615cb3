"""GET summary, places and places/{id}."""

from __future__ import annotations

from alerts.alert import AlertState, Facts, Spell
from alerts.cause import Cause
from tests.api.house import HOUR_MS, MINUTE_MS, NOW_MS, House


def test_places_show_what_was_heard(house: House) -> None:
    """A place shows its newest value with age, trend and band; one without readings cannot be seen."""
    house.hear("air_temperature_c", *[2.0 + minute / 60 for minute in range(60)])
    room, truck = house.get("/api/v1/places").json()
    (value,) = room["values"]
    assert (room["state"], truck["state"]) == ("good", "cannot_see")
    assert (value["age_s"], value["observed_at"]) == (0.0, "2026-06-14T04:10:00Z")
    assert round(value["trend_per_h"], 3) == 1.0
    assert value["high"] is not None
    assert value["in_band"] in {True, False}
    assert room["recipe"]["title"]


def test_an_alert_sets_the_state_of_place_and_farm(house: House) -> None:
    """An open alert is named by its place, and makes the headline."""
    house.hear("air_temperature_c", 7.8)
    house.raise_alert()
    room = house.get("/api/v1/places").json()[0]
    assert (room["state"], room["open_alert_ids"]) == ("act_now", ["a1"])
    summary = house.get("/api/v1/summary").json()
    assert (summary["state"], summary["open_alerts"]) == ("act_now", 1)
    assert summary["headline"].startswith("Act now: Cold room: ")


def test_an_alert_that_is_over_leaves_the_place_good(house: House) -> None:
    """A resolved alert no longer sets the state."""
    house.hear("air_temperature_c", 2.0)
    house.raise_alert(state=AlertState.RESOLVED)
    assert house.get("/api/v1/places").json()[0]["state"] == "good"


def test_the_summary_says_what_the_reader_may(house: House) -> None:
    """The page learns whether it may command, from the token that it carries."""
    assert house.get("/api/v1/summary").json()["reader"] == {"may_command": False}
    assert house.ask("GET", "/api/v1/summary", token=house.token).json()["reader"] == {"may_command": True}


def test_a_lost_broker_is_said_in_the_summary(house: House) -> None:
    """Where the service itself does not hear, the farm cannot be seen, whatever the last values were."""
    house.hear("air_temperature_c", 2.0)
    summary = house.get("/api/v1/summary").json()
    assert summary["state"] == "cannot_see"
    assert summary["subscriber"]["connected"] is False
    assert summary["gateways"] == [{"id": "gw-1", "last_seen_at": "2026-06-14T04:10:00Z", "age_s": 0.0}]


def test_a_place_has_its_devices_limits_and_shades(house: House) -> None:
    """A place's page has what hangs there, the bands, and what was going on in the asked time."""
    house.hear("air_temperature_c", 2.0)
    spell = Spell(
        place_id="room",
        cause=Cause.TOO_WARM,
        detector="door",
        source="probe/door_open",
        started_at_ms=NOW_MS - HOUR_MS,
        raised_at_ms=None,
        ended_at_ms=NOW_MS - HOUR_MS + 5 * MINUTE_MS,
        act_now_at_ms=None,
        facts=Facts(),
    )
    house.keep_spell(spell)
    room = house.get("/api/v1/places/room").json()
    assert [device["state"] for device in room["devices"]] == ["heard"]
    assert "air_temperature_c" in [limit["quantity"] for limit in room["limits"]]
    assert room["shades"] == [
        {
            "start": "2026-06-14T03:10:00Z",
            "end": "2026-06-14T03:15:00Z",
            "label": "door",
            "title": "Door open",
        }
    ]
    later = house.get("/api/v1/places/room", params={"start": NOW_MS - HOUR_MS // 2}).json()
    assert later["shades"] == []


def test_an_unknown_place_is_not_found(house: House) -> None:
    """A place that there is not is answered with a problem document that names it."""
    answer = house.get("/api/v1/places/nowhere")
    assert answer.status_code == 404
    assert "nowhere" in answer.json()["detail"]


def test_a_stretch_of_time_must_go_forward(house: House) -> None:
    """A start after the end is refused."""
    query = {"start": NOW_MS, "end": NOW_MS - 1}
    assert house.get("/api/v1/places/room", params=query).status_code == 422
