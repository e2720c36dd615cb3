"""What somebody set up wrong, and is told: against a real InfluxDB 1.6, and stand-ins for 2.x and 3 Core."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from urllib.request import Request, urlopen

import pytest

from ingest.errors import StoreError, StoreUnusable
from ingest.store.influx.access import Access
from ingest.store.influx.handshake import untrusted
from ingest.store.influx.store import InfluxStore
from tests.influx_stand_in import WRITE, Told, standing_in
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS, reading, readings
from tests.ingest.store.stores import Open

HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def _write_as_another_program(access: Access, line: str) -> None:
    url = f"{access.url}/write?db={access.bucket}&precision=ms"
    urlopen(Request(url, data=line.encode()), timeout=10).close()  # noqa: S310 - our own server


def _command(access: Access, text: str) -> bytes:
    asked = Request(f"{access.url}/query?db={access.bucket}", data=f"q={text}".encode())  # noqa: S310 - our own server
    with urlopen(asked, timeout=10) as answer:  # noqa: S310 - as above
        whole: bytes = answer.read()
        return whole


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("", "/influx", r"answers 404: .*Every InfluxDB knows /ping: set \[store\] url to InfluxDB itself"),
        ("http:", "https:", r"speaks no TLS there.*let \[store\] url begin with http://"),
    ],
)
def test_an_address_that_is_a_little_wrong_is_told(
    access: Access, opened: Open, before: str, after: str, sentence: str
) -> None:
    """A path too many, or TLS where there is none, is not taken for a missing bucket or certificate."""
    url = access.url.replace(before, after) if before else access.url + after
    with pytest.raises(StoreUnusable, match=sentence):
        opened(replace(access, url=url)).check()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("certificate has expired", r"not valid today.*renew it there; or set this machine's clock"),
        ("certificate is not yet valid", "not valid today"),
        ("self-signed certificate in certificate chain", r"can be trusted.*set \[store\] ca_file"),
    ],
)
def test_each_fault_of_a_certificate_has_its_own_remedy(access: Access, reason: str, sentence: str) -> None:
    """Whoever reads it need not try what cannot help."""
    with pytest.raises(StoreUnusable, match=sentence) as raised:
        raise untrusted(reason, access)
    assert reason in str(raised.value)


@pytest.mark.parametrize("kind", ["5i", "true", '"warm"'])
def test_a_field_of_another_type_is_found_before_any_reading_comes(
    access: Access, opened: Open, kind: str
) -> None:
    """What another program wrote under our names is told by a check, shown to nobody, and breaks nothing."""
    store = opened(access)
    store.write([reading(0, quantity="relative_humidity_pct")])
    _write_as_another_program(access, f"reading,device=x air_temperature_c={kind} {START_MS}")
    sentence = (
        r"has air_temperature_c of reading in \w+ as \w+, which we write as float\..*set \[store\] bucket"
    )
    with pytest.raises(StoreUnusable, match=sentence):
        store.check()
    again = opened(access)
    assert [one.quantity for one in again.latest()] == ["relative_humidity_pct"]
    assert again.count() == 1


def test_what_another_program_keeps_beside_the_readings_is_left_alone(access: Access, opened: Open) -> None:
    """A text that is no quantity, and a value of no device, are neither read nor a mistake."""
    opened(access).check()
    _write_as_another_program(access, f'reading,device=x state="fine" {START_MS}')
    _write_as_another_program(access, f"reading,room=3 co2_ppm=400 {START_MS}")
    store = opened(access)
    store.check()
    assert store.latest() == ()
    assert store.write(readings(2)).written == 2


def test_a_check_writes_a_line_of_its_own_and_no_more_than_one(access: Access, opened: Open) -> None:
    """Only a line tells whether lines are taken; however often that is tried, one point is left of it."""
    store = opened(access)
    for _ in range(3):
        store.check()
    seen = _command(access, "SELECT COUNT(ok) FROM reading_check GROUP BY time(10m) fill(none)")
    assert b",3]" not in seen
    assert b",2]" not in seen
    assert b",1]" in seen
    assert store.count() == 0


@pytest.mark.parametrize("generation", [2, 3])
def test_a_disk_that_takes_nothing_is_found_without_a_reading(influxdb: InfluxDb, generation: int) -> None:
    """Where a check finds it, people know before readings wait; and it is not called a missing right."""
    with standing_in(generation, influxdb) as server, closing(InfluxStore(server.access())) as store:
        store.check()
        server.is_full = True
        with pytest.raises(
            StoreUnusable, match=r"no space left on device\. Its disk is full: make room there"
        ):
            store.check()
        make = {2: "/api/v2/buckets", 3: "/api/v3/configure/database"}[generation]
        server.faults[f"POST {make}"] = Told(500, b'{"error":"write meta.db: no space left on device"}', JSON)
        other = replace(server.access(), bucket="other")
        with closing(InfluxStore(other)) as fresh, pytest.raises(StoreUnusable, match="Its disk is full"):
            fresh.check()


@pytest.mark.parametrize(
    ("organisation", "sentence"),
    [
        ("", r"has no bucket \S+ To have it made, say in \[store\] organisation whose it shall be"),
        ("village", r'shows us no bucket .*organisation village.*404: organization name "village" not found'),
        (
            "farm",
            r"shows us no bucket .*\(none\): correct \[store\] bucket or organisation; or give the token",
        ),
    ],
)
def test_a_bucket_that_2_does_not_show_is_told(influxdb: InfluxDb, organisation: str, sentence: str) -> None:
    """It is wanting, or its organisation is, or a token for other buckets only sees neither."""
    with standing_in(2, influxdb) as server:
        if organisation == "farm":
            server.faults["/api/v2/orgs"] = Told(200, b'{"orgs": []}', JSON)
        access = replace(server.access(), organisation=organisation)
        with closing(InfluxStore(access)) as store, pytest.raises(StoreUnusable, match=sentence):
            store.check()


def test_hours_that_could_not_be_kept_are_told_before_readings_are_forgotten(influxdb: InfluxDb) -> None:
    """Where the server forgets, a token that may not use the bucket of the hours is a mistake of today."""
    with standing_in(2, influxdb) as server:
        access = replace(server.access(), keep_days=20_000)
        store = InfluxStore(access)
        store.check()
        assert server.buckets.pop(f"{access.bucket}_hourly") == 0
        server.faults["/api/v2/orgs"] = Told(200, b'{"orgs": []}', JSON)
        with (
            closing(store),
            pytest.raises(StoreUnusable, match=f"no bucket {access.bucket}_hourly.*the right"),
        ):
            store.check()


def test_what_3_core_says_of_itself_is_understood(influxdb: InfluxDb) -> None:
    """Nobody, a database that somebody removed, and too much at a time are told in words that help."""
    with standing_in(3, influxdb) as server:
        access = server.access()
        nobody = r"401: nothing more\. It does not know us: \[store\] has no login"
        with (
            closing(InfluxStore(replace(access, token=""))) as store,
            pytest.raises(StoreUnusable, match=nobody),
        ):
            store.check()
        with closing(InfluxStore(access)) as store:
            store.write(readings(2))
            wide = InfluxStore(replace(access, slice_hours=24 * 400))
            with closing(wide), pytest.raises(StoreUnusable, match=r"limit\..*lower \[store\] query_hours"):
                wide.count()
            del server.buckets[access.bucket]
            with pytest.raises(
                StoreUnusable, match=rf"Database {access.bucket} not found\. Check \[store\] url, bucket"
            ):
                store.count()
            assert store.write(readings(2)).repeated == 2, "made again, with what it had"


@pytest.mark.parametrize("generation", [2, 3])
@pytest.mark.parametrize(
    "told",
    [
        Told(200, b"<html><script>if (a < b) {}</script><title>Log in</title></html>", HTML),
        Told(200),
        Told(200, b'"?"', JSON),
        Told(400, b"\xff\xfe"),
    ],
)
def test_whatever_a_server_answers_is_told_and_breaks_nothing(
    influxdb: InfluxDb, generation: int, told: Told
) -> None:
    """An answer that no InfluxDB gives, wherever it comes, is an error with the address of the server."""
    with standing_in(generation, influxdb) as server, closing(InfluxStore(server.access())) as store:
        store.check()
        for path in ("/ping", "/query", WRITE[generation], "/api/v2/buckets", "/api/v3/configure/database"):
            server.faults = {path: told}
            for call in (store.check, lambda: store.write(readings(2)), store.count):
                try:
                    call()
                except StoreError as error:
                    assert server.url in str(error)  # noqa: PT017 - some of these answers are right somewhere
            fresh = InfluxStore(server.access())
            if path in {"/ping", "/query"}:
                with pytest.raises(StoreError, match=server.url):
                    fresh.check()
            fresh.close()
        server.faults = {}
        store.check()
        assert store.write(readings(2)).refused == ()
