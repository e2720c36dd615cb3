"""GET and POST silences, and their early end."""

from __future__ import annotations

import pytest

from tests.api.house import House

HOUR = {"by": "Ana", "reason": "coil service", "end": "2026-06-14T05:10:00Z", "place": "room"}


def test_a_silence_is_entered_listed_and_ended(house: House) -> None:
    """It says who wanted it, why, for what and until when; ended early, it says by whom."""
    made = house.command("/api/v1/silences", HOUR)
    assert made.status_code == 201
    silence = made.json()
    assert (silence["state"], silence["start"]) == ("active", "2026-06-14T04:10:00Z")
    assert house.get("/api/v1/silences").json() == [silence]
    ended = house.command(f"/api/v1/silences/{silence['id']}/end", {"by": "Luis"}).json()
    assert (ended["state"], ended["ended_by"]) == ("over", "Luis")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"place": None}, 422),
        ({"place": "nowhere"}, 404),
        ({"end": "2026-06-14T04:00:00Z"}, 422),
        ({"end": "2026-08-14T04:00:00Z"}, 422),
        ({"cause": "gremlins"}, 422),
        ({"reason": ""}, 422),
    ],
)
def test_wrong_silences_are_refused(house: House, change: dict[str, object], status: int) -> None:
    """A silence without scope, reason or a near end keeps nobody quiet."""
    assert house.command("/api/v1/silences", {**HOUR, **change}).status_code == status
    assert house.get("/api/v1/silences").json() == []


def test_an_unknown_silence_cannot_be_ended(house: House) -> None:
    """The answer says that there is none."""
    assert house.command("/api/v1/silences/none/end", {"by": "Ana"}).status_code == 404
