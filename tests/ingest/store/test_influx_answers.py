"""What each answer of InfluxDB means for the readings, and what an operator is told to change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import msgspec
import pytest

from ingest.errors import StoreUnavailable, StoreUnusable
from ingest.store.influx.access import Access
from ingest.store.influx.store import InfluxStore
from tests.influx_stand_in import WRITE, StandIn, Told, standing_in
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS, reading, readings

HTML = {"Content-Type": "text/html; charset=utf-8"}
PING = "/ping"


@pytest.fixture(params=[2, 3])
def server(request: pytest.FixtureRequest, influxdb: InfluxDb) -> Iterator[StandIn]:
    """Run a stand-in for 2.x, and one for 3 Core."""
    with standing_in(request.param, influxdb) as running:
        yield running


@pytest.fixture
def access(server: StandIn) -> Access:
    """Return the way to a bucket that is not there yet."""
    return server.access()


@pytest.fixture
def store(access: Access) -> Iterator[InfluxStore]:
    """Return a store that has a reading already."""
    store = InfluxStore(access)
    store.write([reading(0)])
    yield store
    store.close()


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (Told(200, b"<html>Grafana</html>", HTML), r"200: Grafana\. It is a web page.*\[store\] url"),
        (Told(502, b"<html>Bad gateway</html>", HTML), r"502: Bad gateway\. It is a web page"),
        (
            Told(401, b'{"error":"who"}'),
            r"401: who\. It does not know us: check \[store\] token \(or token_file\)",
        ),
        (
            Told(403, b'{"error":"no"}'),
            r"403: no\. It does not allow this.*\[store\] the right to read and write",
        ),
        (Told(404, b'{"message":"bucket"}'), r"404: bucket\. Check \[store\] url, bucket"),
        (
            Told(307, b"", {"Location": "https://influx/"}),
            r"It sends us to https://influx/: set \[store\] url",
        ),
        (Told(400, b'{"error":"org is missing"}'), r"400: org is missing\. Look at \[store\]"),
        (Told(200, b"thanks"), r"200: thanks\. Look at \[store\]"),
    ],
)
def test_what_only_an_operator_can_change_is_told_with_its_remedy(
    server: StandIn, store: InfluxStore, told: Told, sentence: str
) -> None:
    """Nothing of the batch goes to quarantine; the sentence has the answer, the setting and what to do."""
    server.faults[WRITE[server.generation]] = told
    with pytest.raises(StoreUnusable, match=sentence):
        store.write(readings(3))
    server.faults.clear()
    assert store.write(readings(3)).written == 2


def _written(server: StandIn) -> list[int]:
    """Return how many lines each request handed in; forget all requests."""
    asked = [
        lines for target, lines in server.requests if target.startswith(f"POST {WRITE[server.generation]}")
    ]
    server.requests.clear()
    return [len(lines.split("\n")) for lines in asked]


def _leave_alone(server: StandIn, write: Callable[[], object]) -> None:
    """Let *write* be acknowledged, and the time pass until that is believed."""
    for _ in range(2):
        with pytest.raises(
            StoreUnavailable, match=r"left alone until its log is in order, about 11 minutes"
        ) as told:
            write()
        assert 600 < told.value.retry_after_s <= 660
    server.ahead_s += 661


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("no space left on device", r"no space left on device\. Its disk is full: make room there"),
        ("read-only file system", "It cannot write its own files: look at its disk and at their rights"),
    ],
)
def test_a_server_that_could_not_write_is_believed_when_its_log_is_in_order(
    influxdb: InfluxDb, words: str, sentence: str
) -> None:
    """What it acknowledges at first is written again, when nobody wrote for a while; then all is well."""
    with standing_in(2, influxdb) as server, closing(InfluxStore(server.access())) as store:
        store.write([reading(0)])
        server.faults[WRITE[2]] = Told(500, json.dumps({"error": words}).encode())
        with pytest.raises(StoreUnusable, match=sentence):
            store.write(readings(3))
        server.faults.clear()
        server.requests.clear()
        _leave_alone(server, lambda: store.write(readings(3)))
        server.ahead_s -= 300
        with pytest.raises(StoreUnavailable, match="5 minutes"):
            store.check()
        server.ahead_s += 300
        assert store.write(readings(3)).repeated == 3
        assert _written(server) == [3, 3], "nothing is written in between"
        store.check()
        assert store.write(readings(4)).written == 1


@pytest.mark.parametrize("age", ["in the same process", "after a restart"])
def test_what_is_shown_and_was_not_acknowledged_is_handed_in_again(influxdb: InfluxDb, age: str) -> None:
    """A server with a full disk shows what it has in its memory only; that is not taken for stored.

    The first value of an instant stays all the same.
    """
    with standing_in(2, influxdb) as server:
        access = server.access()
        store = InfluxStore(access)
        store.write([reading(0, 4.0)])
        batch = [msgspec.structs.replace(reading(0, 5.0), received_at_ms=9), reading(1), reading(2)]
        server.is_full = True
        for _ in range(2):
            with pytest.raises(StoreUnusable, match="Its disk is full"):
                store.write(batch)
        server.is_full = False
        if age == "after a restart":
            store.close()
            store = InfluxStore(access)
        else:
            _leave_alone(server, lambda: store.write(batch))
        assert _written(server)[:3] == [1, 2, 2]
        assert store.write(batch).repeated == 3
        found = store.readings("bay-1", "air_temperature_c", 0, 2**52, 9)
        assert found == (reading(0, 4.0), reading(1), reading(2))
        assert store.write(batch).repeated == 3
        assert _written(server) == [2], "what was acknowledged is not written again"
        store.close()


def test_a_correction_that_was_not_acknowledged_is_handed_in_again(
    server: StandIn, store: InfluxStore
) -> None:
    """The server shows it already, so that nothing seems left to correct; it is written all the same."""
    right = msgspec.structs.replace(reading(0), value=1.5, raw_value=reading(0).value)
    server.is_full = True
    with pytest.raises(StoreUnusable, match="Its disk is full"):
        store.correct([right])
    server.is_full = False
    if server.generation == 2:
        _leave_alone(server, lambda: store.correct([]))
    server.requests.clear()
    store.correct([])
    assert _written(server) == [1]
    assert store.latest() == (right,)
    store.correct([])
    assert server.requests == []


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (Told(429, b'{"error":"slow"}', {"Retry-After": "17"}), 17.0),
        (Told(503, b"", {"Retry-After": "5"}), 5.0),
        (Told(500, b'{"error":"timeout"}'), 0.0),
        (Told(502), 0.0),
    ],
)
def test_what_passes_by_itself_is_waited_for(
    server: StandIn, store: InfluxStore, told: Told, seconds: float
) -> None:
    """A server that is busy or restarts gets the same batch later, not before it said."""
    server.faults[WRITE[server.generation]] = told
    with pytest.raises(StoreUnavailable, match=f"answers {told.status}") as raised:
        store.write(readings(3))
    assert raised.value.retry_after_s == seconds
    server.faults.clear()
    assert store.write(readings(3)).written == 2


def test_lines_that_are_refused_do_not_take_the_others_along(server: StandIn, access: Access) -> None:
    """Each generation words it in its own way; refused are the old ones, with those words."""
    store = InfluxStore(replace(access, keep_days=20_000))
    result = store.write(
        [reading(0), *(msgspec.structs.replace(reading(0), observed_at_ms=ms) for ms in (5, 9))]
    )
    store.close()
    assert (result.written, len(result.refused)) == (1, 2)
    words = "points beyond retention policy" if server.generation == 2 else "partial write of line protocol"
    assert all(words in one.detail for one in result.refused)


def test_a_bucket_is_made_as_it_shall_be(server: StandIn, access: Access) -> None:
    """A missing bucket is made with the retention that is asked for; one that is there stays as it is."""
    for days, kept_s in ((None, 0), (90, 90 * 86_400)):
        asked = replace(access, keep_days=days, bucket=f"made-{days}")
        for _ in range(2):
            store = InfluxStore(asked)
            store.check()
            store.close()
        assert server.buckets[asked.bucket] == kept_s


def test_a_bucket_that_may_not_be_made_is_told(server: StandIn, access: Access) -> None:
    """A token without the right to make what is missing gets both said: that it is missing, and the right."""
    if server.generation == 2:
        access = replace(access, organisation="village")
    else:
        server.faults["/api/v3/configure/database"] = Told(403, b'{"error":"admin only"}')
    store = InfluxStore(access)
    with pytest.raises(StoreUnusable, match=r"\[store\]"):
        store.check()
    store.close()


@pytest.mark.parametrize(
    "told", [Told(204), Told(200, b"hello"), Told(204, b"", {"X-Influxdb-Version": "9.1"})]
)
def test_what_is_no_influxdb_is_told(server: StandIn, access: Access, told: Told) -> None:
    """A server that does not say that it is an InfluxDB of a known version is not written to."""
    server.faults[PING] = told
    store = InfluxStore(access)
    with pytest.raises(StoreUnusable, match=r"does not say which InfluxDB|is version 9\.1"):
        store.write(readings(1))
    store.close()
    assert [asked for asked, _ in server.requests] == ["GET /ping"]


def test_lines_are_as_each_generation_needs_them(server: StandIn, store: InfluxStore) -> None:
    """2.x gets one point for a message; 3 Core, which may show any version of a point, one per reading."""
    store.write([reading(1, 4.0), reading(1, 80.0, quantity="relative_humidity_pct")])
    at_ms = reading(1).observed_at_ms
    told = f"air_temperature_c=4.0,air_temperature_c_received_ms={at_ms + 1000}i"
    lines = server.requests[-1][1].split("\n")
    if server.generation == 2:
        assert lines[0].startswith(f"reading,device=bay-1 {told},relative_humidity_pct=80.0,")
    else:
        assert lines[0] == f"reading,device=bay-1,quantity=air_temperature_c {told} {at_ms}"
        assert len(lines) == 2
    assert at_ms > START_MS
