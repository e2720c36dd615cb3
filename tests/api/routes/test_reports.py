"""GET reports/weekly."""

from __future__ import annotations

from tests.api.house import House


def test_the_week_is_told_in_numbers_and_words(house: House) -> None:
    """Alerts per place, the share acted on, and the rule that cried most; a week without any is one too."""
    house.raise_alert()
    house.command("/api/v1/alerts/a1/acknowledge", {"by": "Ana"})
    week = house.get("/api/v1/reports/weekly").json()
    assert (week["total"]["alerts"], week["total"]["share_acted_on"]) == (1, 1.0)
    assert week["total"]["taken_after_min"] == 30.0
    assert [place["place_name"] for place in week["places"]] == ["Cold room"]
    assert (week["noisiest"]["cause"], week["advice"]) == ("too_warm", "none")
    assert week["text"].startswith("WEEK 1 alert, 1 severe, 1 acted on")
    empty = house.get("/api/v1/reports/weekly", params={"end": "2026-01-05T00:00:00Z"}).json()
    assert (empty["total"]["alerts"], empty["noisiest"]) == (0, None)


def test_wrong_questions_are_told(house: House) -> None:
    """An end or a language that there is not is answered with 422."""
    for wrong in ({"end": "monday"}, {"language": "tlh"}):
        assert house.get("/api/v1/reports/weekly", params=wrong).status_code == 422
