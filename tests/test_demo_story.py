"""The story of the demo, from the simulated gateways' messages to what people are told, by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import pytest

from alerts.alert import EventKind, Notice
from ingest.message import Message
from simulators.gateways import Publication
from simulators.packhouse import Packhouse
from simulators.scenario import load
from simulators.story import Story
from tests.api.house import NOW_MS, House, open_house

MINUTE_S = 60.0
HOUR_S = 3_600.0
STEP_S = 120
LENGTH_S = int(32 * HOUR_S)
TAKEN_AT_S = int(3 * HOUR_S)
SEED = 1


@dataclass
class Told:
    """What the story came to: the service at its end, and what it looked like on the way."""

    house: House
    alerts: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    seen: dict[int, dict[str, str]] = field(default_factory=dict)

    def one(self, place: str, cause: str) -> dict[str, Any]:
        """Return the only alert of a place and cause that was not found late."""
        (alert,) = [alert for alert in self.alerts.get((place, cause), []) if not alert["found_late"]]
        return alert

    def notices(self, alert_id: str = "") -> list[Notice]:
        """Return what people were told, oldest first; of one alert where it is named."""
        with self.house.deps.alerts.ledger.transaction() as book:
            notices = book.notices.recent(1_000)
        return [notice for notice in reversed(notices) if alert_id in {"", notice.alert_id}]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Let the whole story happen, in steps of two minutes; Ana takes the truck's alert after three hours."""
    scenario = load("qingtian")
    with open_house(tmp_path_factory.mktemp("demo"), farm=dict(scenario.farm)) as house:
        story = Story(scenario, SEED, NOW_MS).publications(history=True)
        coming = list(takewhile(lambda one: one.at_s < LENGTH_S, story))
        errands = list(Packhouse(scenario, SEED, NOW_MS).errands())
        told = Told(house)
        for at_s in range(0, LENGTH_S, STEP_S):
            house.clock.set(NOW_MS + at_s * 1_000)
            due = _until(at_s, coming)
            messages = [
                Message(one.topic, one.payload, one.qos, number, False, False)
                for number, one in enumerate(due)
            ]
            if messages:
                house.deps.ingest.pipeline.accept(messages)
            while errands and errands[0].at_s <= at_s:
                errand = errands.pop(0)
                assert house.command(f"/api/v1/{errand.path}", errand.body).status_code == 201
            _work(house)
            _look(told, at_s)
        for alert in house.get("/api/v1/alerts?limit=500").json():
            told.alerts.setdefault((alert["place_id"], alert["cause"]), []).append(alert)
        yield told


def _until(at_s: float, coming: list[Publication]) -> list[Publication]:
    """Take from *coming* what is published up to *at_s*."""
    due = list(takewhile(lambda one: one.at_s <= at_s, coming))
    del coming[: len(due)]
    return due


def _work(house: House) -> None:
    while house.deps.alerts.evaluator.evaluate_once():
        pass
    house.deps.alerts.evaluator.tick()
    while house.deps.ingest.writer.write_once():
        pass


def _look(told: Told, at_s: int) -> None:
    """Look at the page now and then, and take the truck's alert when it is time."""
    if at_s % int(HOUR_S / 2) == 0:
        places = told.house.get("/api/v1/places").json()
        told.seen[at_s] = {place["id"]: place["state"] for place in places}
    if at_s == TAKEN_AT_S:
        (alert,) = told.house.get("/api/v1/alerts?state=open&place=truck").json()
        taken = told.house.command(f"/api/v1/alerts/{alert['id']}/acknowledge", {"by": "Ana"})
        assert taken.json()["state"] == "acknowledged"


def _minutes(notice: Notice) -> float:
    return (notice.created_at_ms - NOW_MS) / 60_000


def test_normal_use_pages_nobody(told: Told) -> None:
    """Defrosts, doors in use, warm fruit that cools down and the past that is delivered call nobody."""
    called = {(alert["place_id"], alert["cause"]) for alert in _called(told)}
    assert called == {("truck", "too_warm"), ("bay-2", "silent"), ("cold-room", "too_warm")}


def _called(told: Told) -> list[dict[str, Any]]:
    ids = {notice.alert_id for notice in told.notices()}
    return [alert for alerts in told.alerts.values() for alert in alerts if alert["id"] in ids]


def test_the_door_that_stood_open_yesterday_is_on_record_and_woke_nobody(told: Told) -> None:
    """The past shows a door left open: the alert is there, found late, and no message went out."""
    late = [alert for alert in told.alerts["cold-room", "too_warm"] if alert["found_late"]]
    assert late
    assert all(told.notices(alert["id"]) == [] for alert in late)


def test_the_truck_raises_one_alert_within_two_minutes_of_watching(told: Told) -> None:
    """At the demo's speed the failure is told before two minutes have passed, in hours of shelf life."""
    first, *_ = told.notices(told.one("truck", "too_warm")["id"])
    assert first.kind is EventKind.RAISED
    assert 8 < _minutes(first) < 110
    for words in ("Truck (Waxberry)", "shelf life used", "days left", "Too late about"):
        assert words in first.short


def test_the_truck_s_alert_grows_is_taken_and_ends_with_its_whole_cost(told: Told) -> None:
    """It becomes severe, costs more, is acknowledged, and resolves with duration, peak and total cost."""
    alert = told.one("truck", "too_warm")
    kinds = [event["kind"] for event in alert["events"]]
    assert kinds[0] == "raised"
    assert {"escalated", "grew", "acknowledged"} <= set(kinds)
    assert kinds[-1] == "resolved"
    assert (alert["state"], alert["acknowledged_by"]) == ("resolved", "Ana")
    assert alert["duration_s"] > 4 * HOUR_S
    assert alert["facts"]["peak"] > 10.0
    assert 5.0 < alert["facts"]["life_lost_h"] < 40.0
    last = told.notices(alert["id"])[-1]
    assert last.kind is EventKind.RESOLVED
    assert "shelf life used" in last.short


def test_a_silent_sensor_is_not_fine(told: Told) -> None:
    """Bay 2 is shown as not to be seen while its sensor is silent, and as good before and after."""
    assert told.one("bay-2", "silent")["state"] == "resolved"
    states = [told.seen[int(hours * HOUR_S)]["bay-2"] for hours in (0.0, 2.0, 8.0, 12.0)]
    assert states == ["good", "cannot_see", "cannot_see", "good"]


def test_the_door_left_open_is_told(told: Told) -> None:
    """The cold-room door that stands open in the evening raises one alert, and it ends."""
    alert = told.one("cold-room", "too_warm")
    first, *_ = told.notices(alert["id"])
    assert "door" in first.short.lower()
    assert alert["state"] == "resolved"


def test_a_lot_carries_its_history_through_every_place(told: Told) -> None:
    """Picked, pre-cooled within three hours, stored, trucked, flown: what it spent is never given back."""
    lots = {lot["name"]: lot for lot in told.house.get("/api/v1/lots").json()}
    lot = lots["Waxberry A"]
    stays = [stay["place_id"] for stay in lot["stays"]]
    assert stays[:4] == ["precooler", "cold-room", "truck", "ice-box"]
    assert 10.0 < lot["life_used_pct"] < 40.0
    days = lot["remaining_life_days"]
    assert 0.0 < days["p20"] < days["p50"] < days["p80"]
    assert lot["shipment_id"]


def test_every_message_is_accounted_for(told: Told) -> None:
    """Nothing of the story ends in quarantine, and what was accepted is stored, each reading once."""
    counters = told.house.deps.counters.snapshot()
    assert told.house.deps.ingest.quarantine.count() == 0
    answered = counters["accepted_messages"] + counters["control_messages"] + counters["repeated_messages"]
    assert counters["received_messages"] == answered
    stored = counters["stored_readings"] + counters.get("repeated_readings", 0)
    assert stored == counters["accepted_readings"]
