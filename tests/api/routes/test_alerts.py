"""GET alerts, alerts/{id} and POST alerts/{id}/acknowledge."""

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
