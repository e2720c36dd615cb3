"""GET alerts, alerts/{id}, its history, and POST of everything that people do with an alert."""

from __future__ import annotations

import pytest

from alerts.alert import AlertState
from tests.api.house import House


def test_alerts_are_told_in_words_and_numbers(house: House) -> None:
    """An alert names place, problem and cost, with its history."""
    house.raise_alert()
    (alert,) = house.get("/api/v1/alerts").json()
    assert (alert["id"], alert["place_name"], alert["severity"], alert["state"]) == (
        "a1",
        "Cold room",
        "act_now",
        "open",
    )
    assert alert["title"]
    assert "9h" in alert["message"]
    assert (alert["duration_s"], alert["raised_at"]) == (3_600.0, "2026-06-14T03:40:00Z")
    assert [event["kind"] for event in alert["events"]] == ["raised"]
    assert house.get("/api/v1/alerts/a1").json() == alert


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"o", "r"}),
        ({"state": "open"}, {"o"}),
        ({"state": "resolved"}, {"r"}),
        ({"state": "acknowledged"}, set()),
        ({"place": "truck"}, set()),
        ({"place": "room", "limit": 1}, {"o"}),
    ],
)
def test_alerts_are_found_by_state_and_place(house: House, query: dict[str, str], expected: set[str]) -> None:
    """Without a state all but the withdrawn ones are listed."""
    for alert_id, state in (("o", "open"), ("r", "resolved"), ("w", "withdrawn")):
        house.raise_alert(alert_id, AlertState(state))
    assert {alert["id"] for alert in house.get("/api/v1/alerts", params=query).json()} == expected


def test_acknowledging_says_who_has_it(house: House) -> None:
    """An acknowledged alert names who has it in hand, since when, and with which words."""
    house.raise_alert()
    answer = house.command("/api/v1/alerts/a1/acknowledge", {"by": " Ana ", "note": "on my way"})
    assert answer.status_code == 200
    alert = answer.json()
    assert (alert["state"], alert["acknowledged_by"]) == ("acknowledged", "Ana")
    assert alert["acknowledged_at"] == "2026-06-14T04:10:00Z"
    last = alert["events"][-1]
    assert (last["kind"], last["by"], last["note"]) == ("acknowledged", "Ana", "on my way")


def test_what_is_over_cannot_be_taken_over(house: House) -> None:
    """Acknowledging a resolved alert is a conflict, and the answer says in which state it is."""
    house.raise_alert(state=AlertState.RESOLVED)
    answer = house.command("/api/v1/alerts/a1/acknowledge", {"by": "Ana"})
    assert answer.status_code == 409
    assert "resolved" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("alert_id", "body", "status"),
    [
        ("none", {"by": "Ana"}, 404),
        (":key", {"by": "Ana"}, 404),
        ("a1", {}, 422),
        ("a1", {"by": ""}, 422),
        ("a1", {"by": "  \n "}, 422),
        ("a1", {"by": "A\x00na"}, 422),
        ("a1", {"by": "x" * 201}, 422),
        ("a1", {"by": "Ana", "note": "x" * 1_001}, 422),
        ("a1", {"by": "Ana", "state": "resolved"}, 422),
        ("a1", {"by": 7}, 422),
    ],
)
def test_wrong_acknowledgements_change_nothing(
    house: House, alert_id: str, body: object, status: int
) -> None:
    """What cannot be meant is refused with a problem document, and the alert stays open."""
    house.raise_alert()
    assert house.command(f"/api/v1/alerts/{alert_id}/acknowledge", body).status_code == status
    assert house.get("/api/v1/alerts/a1").json()["state"] == "open"


@pytest.mark.parametrize(
    "query", [{"state": "withdrawn"}, {"state": "OPEN"}, {"limit": "0"}, {"limit": "1e3"}]
)
def test_wrong_questions_are_told(house: House, query: dict[str, str]) -> None:
    """A state or limit that there is not is answered with 422."""
    assert house.get("/api/v1/alerts", params=query).status_code == 422


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(20) + b"\xff\xd9"
UNTIL = "2026-06-14T05:00:00Z"


def test_a_snoozed_alert_says_until_when_and_a_wrong_end_is_refused(house: House) -> None:
    """Until when it may wait stands in the alert and in its history."""
    house.raise_alert()
    alert = house.command("/api/v1/alerts/a1/snooze", {"by": "Ana", "until": UNTIL}).json()
    assert (alert["state"], alert["snoozed_by"], alert["snoozed_until"]) == ("open", "Ana", UNTIL)
    assert alert["events"][-1]["until"] == UNTIL
    longer = house.command("/api/v1/alerts/a1/snooze", {"by": "Ana", "minutes": 80}).json()
    assert longer["snoozed_until"] == "2026-06-14T05:30:00Z"
    late = house.command("/api/v1/alerts/a1/snooze", {"by": "Ana", "until": "2026-06-14T06:30:00Z"})
    assert late.status_code == 422
    assert "within the next 2 h" in late.json()["detail"]


def test_a_person_resolves_with_a_reason_and_reopens(house: House) -> None:
    """The place does not count as good for that; reopening is possible while it lasts."""
    house.raise_alert()
    body = {"by": "Ana", "reason": "goods are out"}
    alert = house.command("/api/v1/alerts/a1/resolve", body).json()
    assert (alert["state"], alert["resolved_by"], alert["resolved_reason"]) == (
        "resolved",
        "Ana",
        "goods are out",
    )
    assert "goods are out" in alert["message"]
    house.hear("air_temperature_c", 7.8)
    assert house.get("/api/v1/places/room").json()["state"] == "watch"
    assert house.get("/api/v1/summary").json()["open_alerts"] == 0
    assert house.command("/api/v1/alerts/a1/reopen", {"by": "Luis"}).json()["state"] == "open"
    assert house.command("/api/v1/alerts/a1/reopen", {"by": "Luis"}).status_code == 409


def test_the_history_says_who_saw_and_did_what(house: House) -> None:
    """Looking is noted once per person, words and causes as often as they are said, oldest first."""
    house.raise_alert()
    for path, body in (
        ("seen", {"by": "Ana"}),
        ("seen", {"by": "Ana"}),
        ("seen", {"by": "Luis"}),
        ("comment", {"by": "Ana", "note": "frost on the coil"}),
        ("root-cause", {"by": "Ana", "cause": "cooling", "note": "fan"}),
    ):
        assert house.command(f"/api/v1/alerts/a1/{path}", body).status_code == 200
    lines = house.get("/api/v1/alerts/a1/history").json()
    assert [(line["what"], line["by"], line["note"]) for line in lines] == [
        ("raised", "", ""),
        ("seen", "Ana", ""),
        ("seen", "Luis", ""),
        ("commented", "Ana", "frost on the coil"),
        ("explained", "Ana", "cooling: fan"),
    ]
    assert house.get("/api/v1/alerts/a1").json()["root_cause"] == "cooling"


def test_a_photo_is_kept_and_shown_with_the_alert(house: House) -> None:
    """It is answered as what it is; what is no picture is refused, and nothing is kept of it."""
    house.raise_alert()
    sent = house.ask(
        "POST", "/api/v1/alerts/a1/photos", token=house.token, params={"by": "Ana"}, content=JPEG
    )
    event = sent.json()["events"][-1]
    assert (event["kind"], event["by"]) == ("photographed", "Ana")
    shown = house.get(event["photo"])
    assert (shown.content, shown.headers["content-type"]) == (JPEG, "image/jpeg")
    assert house.get("/api/v1/alerts/a1/photos/999").status_code == 404
    script = house.ask(
        "POST", "/api/v1/alerts/a1/photos", token=house.token, params={"by": "Ana"}, content=b"<svg>"
    )
    assert script.status_code == 422
    assert len(house.get("/api/v1/alerts/a1").json()["events"]) == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("snooze", {"by": "Ana"}),
        ("snooze", {"by": "Ana", "until": "tomorrow"}),
        ("snooze", {"by": "Ana", "until": UNTIL, "minutes": 5}),
        ("snooze", {"by": "Ana", "minutes": 0}),
        ("comment", {"by": "Ana", "note": " "}),
        ("resolve", {"by": "Ana"}),
        ("resolve", {"by": "Ana", "reason": ""}),
        ("root-cause", {"by": "Ana", "cause": "gremlins"}),
        ("seen", {}),
    ],
)
def test_wrong_commands_change_nothing(house: House, path: str, body: object) -> None:
    """What is missing or cannot be meant is a problem document; the alert stays as it was."""
    house.raise_alert()
    before = house.get("/api/v1/alerts/a1").json()
    assert house.command(f"/api/v1/alerts/a1/{path}", body).status_code == 422
    assert house.get("/api/v1/alerts/a1").json() == before
