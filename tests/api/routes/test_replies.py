"""POST replies, and the page behind a link in a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from alerts.alert import AlertState, EventKind
from alerts.duty import Ladder
from alerts.notify.links import LIFETIME_MS, Grant
from tests.api.house import FARM, House, open_house
from tests.api.routes.test_duty import ROSTER

ANA: dict[str, Any] = {**ROSTER["people"][0], "language": "en", "reply_from": ["+86 138 0000"]}


@pytest.fixture(name="house")
def _house(tmp_path: Path) -> Iterator[House]:
    """Return a house in which Ana was called about an alert."""
    farm = {**FARM, "duty": {**ROSTER, "people": [ANA]}}
    with open_house(tmp_path, farm=farm) as house:
        house.raise_alert()
        with house.deps.alerts.ledger.transaction() as book:
            book.ladders.put(Ladder("a1", 1, EventKind.RAISED, 1, house.clock.now_ms(), ("ana",), ("ana",)))
        yield house


def reply(house: House, **more: Any) -> httpx.Response:  # noqa: ANN401 - passed on to httpx
    """Post what a gateway delivers."""
    return house.ask("POST", "/api/v1/replies", token=house.token, **more)


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"from": "+861380000", "text": "1"}},
        {"json": {"msisdn": "861380000", "message": "1"}},
        {"data": {"From": "+86 138 0000", "Body": "1", "MessageSid": "SM1"}},
    ],
)
def test_a_reply_takes_the_alert_whatever_its_gateway_calls_the_fields(
    house: House, body: dict[str, Any]
) -> None:
    """The answer is a text that can be sent back."""
    answer = reply(house, **body).json()
    assert (answer["meaning"], answer["person"], answer["alert"]) == ("go", "Ana", "a1")
    assert answer["text"].startswith("You have it: ACT NOW Cold room")
    assert house.get("/api/v1/alerts/a1").json()["acknowledged_by"] == "Ana"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"json": {"from": "+49", "text": "1"}}, 404),
        ({"json": {"from": "+861380000"}}, 422),
        ({"json": {"from": "+861380000", "text": " "}}, 422),
        ({"json": {"from": 861380000, "text": "1"}}, 422),
        ({"json": []}, 422),
        ({"content": b"\xff"}, 422),
    ],
)
def test_what_is_no_reply_changes_nothing(house: House, body: dict[str, Any], status: int) -> None:
    """Strangers, missing words and what cannot be read are problem documents."""
    assert reply(house, **body).status_code == status
    assert house.get("/api/v1/alerts/a1").json()["state"] == "open"


def test_replies_need_a_token(house: House) -> None:
    """Whoever could post replies could take every alert."""
    assert house.ask("POST", "/api/v1/replies", json={"from": "+861380000", "text": "1"}).status_code == 401


def link(house: House) -> str:
    """Return the path of a link for Ana, made as messages make it."""
    links = house.deps.alerts.answers.links
    assert links is not None
    expires_ms = house.clock.now_ms() + LIFETIME_MS
    return links.take(Grant("a1", "ana", "call/1.1/ana", expires_ms)).removeprefix(links.base_url)


def test_a_link_shows_one_button_and_pressing_it_takes_the_alert(house: House) -> None:
    """Looking changes nothing; the page needs no token, no script and nothing from elsewhere."""
    page = house.get(link(house))
    assert page.status_code == 200
    assert page.text.count("<button>") == 1
    assert "Ana, do you go?" in page.text
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert house.deps.alerts.ledger.alert("a1").state is AlertState.OPEN
    pressed = house.ask("POST", link(house), headers={"Sec-Fetch-Site": "same-origin"})
    assert "You have it, Ana." in pressed.text
    assert house.deps.alerts.ledger.alert("a1").acknowledged_by == "Ana"
    assert house.get(link(house)).status_code == 410
    assert house.get("/a/nonsense").status_code == 410
    assert house.get("/a/style.css").headers["content-type"].startswith("text/css")
