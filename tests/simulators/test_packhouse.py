"""What people at the packhouse enter, and how they insist."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import httpx
import pytest

from simulators.pacing import Pacer
from simulators.packhouse import Packhouse, api_client
from simulators.scenario import load
from tests.simulators.told import HOUR_S, START_MS

Seen = list[tuple[str, dict[str, object]]]


def _at_work(
    answer: Callable[[httpx.Request], httpx.Response], now_h: float, stop: threading.Event | None = None
) -> None:
    """Let the packhouse of Qingtian work at a fixed hour of the story."""
    stop = stop or threading.Event()
    now_ms = START_MS + int(now_h * HOUR_S * 1_000)
    pacer = Pacer(START_MS, 1.0, stop, lambda: now_ms)
    with api_client("http://api.test/", "secret", httpx.MockTransport(answer)) as client:
        Packhouse(load("qingtian"), 1, START_MS).work(client, pacer)


def _recording(seen: Seen, stop: threading.Event, enough: int) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        seen.append((request.url.path, json.loads(request.content)))
        if len(seen) >= enough:
            stop.set()
        return httpx.Response(201)

    return answer


def test_the_past_is_entered_at_once_and_in_order() -> None:
    """At the start the first lot is entered with its harvest, its ways so far, and its shipment."""
    seen: Seen = []
    stop = threading.Event()
    _at_work(_recording(seen, stop, 4), 0.0, stop)
    lot_id = seen[0][1]["id"]
    assert [path for path, _ in seen] == [
        "/api/v1/lots",
        f"/api/v1/lots/{lot_id}/stays",
        f"/api/v1/lots/{lot_id}/stays",
        "/api/v1/shipments",
    ]
    lot, stored, loaded, shipment = (body for _, body in seen)
    assert str(lot["harvested_at"]).startswith("2026-06-12T22:")
    assert (lot["product"], lot["place"]) == ("waxberry", "precooler")
    assert lot.keys().isdisjoint({"packaging"})
    assert (stored["place"], loaded["place"]) == ("cold-room", "truck")
    assert shipment["lots"] == [lot_id]
    assert shipment["due_at"] == "2026-06-15T14:10:00.000Z"
    assert shipment["required_life_days"] == 5


def test_everything_is_entered_by_the_end_of_the_story() -> None:
    """Two lots, their seven moves (the last ones out of sight) and one shipment are all there is."""
    seen: Seen = []
    _at_work(_recording(seen, threading.Event(), 99), 100.0)
    paths = [path.rsplit("/", 1)[1] for path, _ in seen]
    assert (paths.count("lots"), paths.count("stays"), paths.count("shipments")) == (2, 6, 1)
    assert [body["place"] for path, body in seen if path.endswith("stays")][-1] is None


def test_a_lot_is_named_by_its_harvest() -> None:
    """A story told again on another day brings other lots, numbered by local day and time of harvest."""
    lot_id = Packhouse(load("qingtian"), 1, START_MS).lot_id("waxberry-a")
    assert lot_id.startswith("waxberry-a-0613-06")
    assert lot_id != Packhouse(load("qingtian"), 1, START_MS + 86_400_000).lot_id("waxberry-a")


def test_the_packhouse_insists_until_the_api_answers() -> None:
    """While nobody answers, or the service is not ready, the same thing is entered again."""
    seen: Seen = []
    stop = threading.Event()
    record = _recording(seen, stop, 1)
    attempts = iter(("nobody listens", "not ready", "there"))

    def answer(request: httpx.Request) -> httpx.Response:
        attempt = next(attempts)
        if attempt == "nobody listens":
            raise httpx.ConnectError(attempt)
        return record(request) if attempt == "there" else httpx.Response(503, text=attempt)

    _at_work(answer, 0.0, stop)
    assert [path for path, _ in seen] == ["/api/v1/lots"]


def test_a_refusal_is_said_and_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """What the API refuses is logged with its answer, and work goes on."""
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(409, text="this lot is known")

    _at_work(answer, 100.0)
    assert len(paths) == 9
    assert "409 this lot is known" in caplog.text


def test_a_stop_ends_the_insisting() -> None:
    """A stopped story does not go on asking an API that never answers."""
    stop = threading.Event()

    def answer(_: httpx.Request) -> httpx.Response:
        stop.set()
        return httpx.Response(503)

    _at_work(answer, 0.0, stop)
    assert stop.is_set()
