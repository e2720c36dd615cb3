"""GET and PUT duty: people, their channels, and the order in which they are called."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.house import FARM, House, open_house

ROSTER: dict[str, Any] = {
    "step_minutes": 3,
    "people": [
        {
            "id": "ana",
            "name": "Ana",
            "language": "zh",
            "temperature": "F",
            "channels": [{"name": "phone", "url": "json://s3cret@127.0.0.1/"}],
        }
    ],
    "steps": [{"people": ["ana"], "hours": "18:00-06:00", "days": ["sat", "sun"]}],
}


def put(house: House, body: object) -> httpx.Response:
    """Send a roster."""
    return house.ask("PUT", "/api/v1/duty", token=house.token, json=body)


def test_a_roster_is_kept_and_its_addresses_are_never_shown(house: House) -> None:
    """What was sent is answered without the secret; it is still used."""
    answer = put(house, ROSTER).json()
    assert "s3cret" not in str(answer)
    (ana,) = answer["people"]
    assert ana["channels"] == [{"name": "phone", "service": "json"}]
    assert (ana["language"], ana["temperature"], ana["quiet"]) == ("zh", "F", None)
    assert answer["steps"] == [{"people": ["ana"], "hours": "18:00-06:00", "days": ["sat", "sun"]}]
    assert house.ask("GET", "/api/v1/duty", token=house.token).json() == answer
    assert [one.name for one in house.deps.alerts.dispatcher.status()] == ["ana/phone"]


def test_a_channel_without_an_address_keeps_its_own(house: House) -> None:
    """So that a page can send back what it was shown; a new channel needs one."""
    put(house, ROSTER)
    again = deepcopy(ROSTER)
    del again["people"][0]["channels"][0]["url"]
    again["people"][0]["name"] = "Ana Li"
    assert put(house, again).json()["people"][0]["name"] == "Ana Li"
    (person,) = house.deps.alerts.roster.duty.people
    assert person.channels[0].secret() == "json://s3cret@127.0.0.1/"
    again["people"][0]["channels"].append({"name": "second"})
    refused = put(house, again)
    assert refused.status_code == 422
    assert "people.0.channels.1.url: saw nothing, expected exactly one of" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"steps": [{"people": ["bo"]}]}, "the id of one of the people"),
        ({"steps": [{"people": ["ana"], "hours": "late"}]}, "hours of a day"),
        ({"step_minutes": 0}, "step_minutes"),
    ],
)
def test_a_wrong_roster_changes_nothing(house: House, change: dict[str, Any], sentence: str) -> None:
    """The answer names field, value and reason."""
    before = put(house, ROSTER).json()
    refused = put(house, {**ROSTER, **change})
    assert refused.status_code == 422
    assert sentence in refused.json()["detail"]
    assert house.ask("GET", "/api/v1/duty", token=house.token).json() == before


def test_an_address_that_no_service_has_is_refused_and_not_shown(house: House) -> None:
    """The answer says whose channel it is."""
    wrong = deepcopy(ROSTER)
    wrong["people"][0]["channels"][0]["url"] = "nonsense://s3cret"
    refused = put(house, wrong)
    assert refused.status_code == 422
    assert "duty.people.0.channels.0" in refused.json()["detail"]
    assert "s3cret" not in refused.text


def test_what_the_configuration_says_is_changed_there(tmp_path: Path) -> None:
    """A file that names people counts, and a command that would be forgotten at the next start is refused."""
    with open_house(tmp_path, farm={**FARM, "duty": ROSTER}) as house:
        answer = house.ask("GET", "/api/v1/duty", token=house.token).json()
        assert (answer["configured"], answer["people"][0]["id"]) == (True, "ana")
        assert put(house, ROSTER).status_code == 409


def test_the_history_says_who_changed_what_without_any_address(house: House) -> None:
    """Each change is one line, the newest first; sending what holds already leaves none."""
    put(house, {**ROSTER, "by": "Luis"})
    again = deepcopy(ROSTER)
    again["people"][0]["channels"][0]["url"] = "json://0ther@127.0.0.1/"
    again["people"][0]["quiet"] = "22:00-06:00"
    put(house, again)
    answer = put(house, again).json()
    assert [(one["by"], one["what"]) for one in answer["history"]] == [
        ("packhouse", "Ana: quiet; Ana: another address for phone"),
        ("Luis", "Ana can be called; order: Ana; 3 min to answer, before that 5"),
    ]
    gone = put(house, {"step_minutes": 3}).json()
    assert gone["history"][0]["what"] == "Ana is not called any more; order: nobody"
    assert "0ther" not in str(gone)


def test_of_two_who_change_it_at_once_the_second_is_told(house: House) -> None:
    """Nobody's change is overwritten unseen: whoever names an older version gets 409, and looks again."""
    seen = house.ask("GET", "/api/v1/duty", token=house.token).json()["version"]
    assert put(house, {**ROSTER, "version": seen}).status_code == 200
    refused = put(house, {**ROSTER, "step_minutes": 9, "version": seen})
    assert refused.status_code == 409
    assert "look again" in refused.json()["detail"]
    now = house.ask("GET", "/api/v1/duty", token=house.token).json()
    assert now["step_minutes"] == 3
    assert put(house, {**ROSTER, "step_minutes": 9, "version": now["version"]}).status_code == 200


def test_a_person_is_sent_a_test_on_every_channel(house: House) -> None:
    """It is marked as a test, in that person's language, and nobody else gets it; an unknown one is a 404."""

    def send_to(person: str) -> int:
        path = f"/api/v1/duty/people/{person}/test"
        return house.ask("POST", path, token=house.token, json={"by": "Luis"}).status_code

    put(house, ROSTER)
    assert send_to("ana") == 202
    with house.deps.alerts.ledger.transaction() as book:
        (notice,) = book.notices.recent(10)
    assert notice.to == "ana"
    assert notice.short == "测试 Coldframe：Luis正在测试能否通知到您，无需处理。"
    assert send_to("bo") == 404


def test_only_those_who_may_command_see_who_is_called(house: House) -> None:
    """Phone numbers of people are nobody else's business."""
    assert house.get("/api/v1/duty").status_code == 401
