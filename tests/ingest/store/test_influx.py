"""What the store in InfluxDB does beyond the contract, against a real InfluxDB 1.6."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import msgspec
import pytest

from ingest.calibrations import Calibrations
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.errors import StoreUnavailable, StoreUnusable
from ingest.journal.sqlite import SqliteJournal
from ingest.quarantine import Quarantine
from ingest.store.influx.access import Access
from ingest.writer import Writer
from tests.influxdb import InfluxDb
from tests.ingest.killing import run_and_kill
from tests.ingest.readings import START_MS, reading, readings
from tests.ingest.store.stores import Open

_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from ingest.calibrations import Calibrations
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.journal.sqlite import SqliteJournal
from ingest.quarantine import Quarantine
from ingest.store.influx.access import Access
from ingest.store.influx.store import InfluxStore
from ingest.writer import Writer
from tests.ingest.readings import reading
folder = Path(sys.argv[1])
journal = SqliteJournal(folder / "journal.sqlite3", SystemClock())
store = InfluxStore(Access(sys.argv[2], sys.argv[3]))
database = Database(folder / "state.sqlite3")
database.upgrade()
writer = Writer(journal, store, Quarantine(database), Calibrations(database), SystemClock(), Counters())
store.check()
seq = journal.status().last_seq
while True:
    seq = journal.append([reading(seq + number) for number in range(40)])
    print(seq, flush=True)
    writer.write_once()
"""

_ROOT, _FARM = "secret", "berry"


def _command(access: Access, text: str) -> bytes:
    """Run an InfluxQL command as somebody else would, and return the answer."""
    login = urlencode({"u": access.username, "p": access.password} if access.username else {})
    body = urlencode({"q": text, "db": access.bucket, "epoch": "ms"}).encode()
    with urlopen(Request(f"{access.url}/query?{login}", data=body), timeout=10) as answer:  # noqa: S310 - our own server
        whole: bytes = answer.read()
        return whole


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[..., InfluxDb]]:
    """Start servers of a test's own, which it may stop and pause."""
    started: list[InfluxDb] = []

    def start(**how: object) -> InfluxDb:
        server = InfluxDb(tmp_path, **how)  # type: ignore[arg-type]  # as the test says
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()


def test_what_others_see_is_one_field_per_quantity(access: Access, opened: Open) -> None:
    """Whoever reads the database with other tools finds measurement, tag and fields as documented."""
    opened(access).write([reading(0, 4.5, "bay 1"), reading(0, 90.0, "bay 1", "relative_humidity_pct")])
    seen = _command(access, 'SELECT * FROM "reading"')
    assert b'"columns":["time","air_temperature_c","air_temperature_c_received_ms","device",' in seen
    assert f'[{START_MS},4.5,{START_MS + 1000},"bay 1",90,{START_MS + 1000}]'.encode() in seen


def test_a_database_that_is_opened_again_is_known(access: Access, opened: Open) -> None:
    """Newest readings and repeats are as they were, whoever opens the database next."""
    store = opened(access)
    store.write(readings(20))
    again = opened(access)
    assert again.latest() == store.latest()
    assert again.write(readings(20)).repeated == 20


def test_what_is_too_old_goes_back_with_the_servers_own_words(access: Access, opened: Open) -> None:
    """Lines before the bucket's retention are refused; the others of the batch are kept."""
    store = opened(replace(access, keep_days=7))
    recent = msgspec.structs.replace(reading(0), observed_at_ms=SystemClock().now_ms())
    result = store.write([*readings(5), recent, *readings(5, "bay-2")])
    assert (result.written, len(result.refused)) == (1, 10)
    assert all("points beyond retention policy" in one.detail for one in result.refused)
    assert store.latest() == (recent,)


def test_another_type_of_a_field_waits_for_an_operator(access: Access, opened: Open) -> None:
    """A field that is an integer there refuses nothing for good: it is told, and goes on when put right."""
    store = opened(access)
    store.check()
    line = f"reading,device=x air_temperature_c=5i {START_MS}"
    url = f"{access.url}/write?db={access.bucket}&precision=ms"
    urlopen(Request(url, data=line.encode()), timeout=10).close()  # noqa: S310 - our own server
    with pytest.raises(StoreUnusable, match=r"field type conflict.*set \[store\] bucket"):
        store.write(readings(3))
    _command(access, 'DROP MEASUREMENT "reading"')
    assert store.write(readings(3)).written == 3


def test_a_bucket_that_forgets_too_soon_is_told(access: Access, opened: Open) -> None:
    """A retention shorter than keep_days is a mistake that names both; a longer one is none."""
    _command(access, f'CREATE DATABASE "{access.bucket}" WITH DURATION 30d')
    opened(replace(access, keep_days=30)).check()
    with pytest.raises(StoreUnusable, match=r"for 30 days, and \[store\] keep_days asks for 365"):
        opened(replace(access, keep_days=365)).check()


def test_a_database_that_was_removed_is_made_again(access: Access, opened: Open) -> None:
    """A database that is gone is told once; the next batch finds a new one."""
    store = opened(access)
    store.write(readings(3))
    _command(access, f'DROP DATABASE "{access.bucket}"')
    with pytest.raises(StoreUnusable, match="database not found"):
        store.write(readings(6))
    assert store.write(readings(6)).written == 6


def test_an_outage_costs_nothing(own: Callable[..., InfluxDb], opened: Open) -> None:
    """While the server is stopped a write says why it fails; afterwards it succeeds, and counts are right."""
    server = own()
    store = opened(server.access())
    store.write(readings(10))
    server.stop()
    for call in (lambda: store.write(readings(20)), store.check, store.count):
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            call()
    assert store.latest() == (readings(10)[-1],)
    fresh = opened(server.access())
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        fresh.latest()
    server.start()
    result = store.write(readings(20))
    assert (result.written, result.repeated, store.count()) == (10, 10, 20)
    assert fresh.write(readings(1)).written == 1
    assert fresh.latest() == (reading(0),)


def test_killed_again_and_again_the_server_has_everything_once(
    access: Access, opened: Open, tmp_path: Path
) -> None:
    """Journal and InfluxDB together have every reading that was accepted, once."""
    told = 0
    for lines in (1, 7):
        arguments = [str(tmp_path), access.url, access.bucket]
        told = int(run_and_kill(_WRITE_FOR_EVER, arguments, 1 + lines)[-1])
    journal = SqliteJournal(tmp_path / "journal.sqlite3", SystemClock())
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    store = opened(access)
    writer = Writer(journal, store, Quarantine(database), Calibrations(database), SystemClock(), Counters())
    while writer.write_once():
        pass
    last_seq = journal.status().last_seq
    assert last_seq >= told
    points = store.series("bay-1", "air_temperature_c", 0, 2**52, 10**6).observed_at_ms.tolist()
    assert points == [reading(minute).observed_at_ms for minute in range(last_seq)]
    assert store.count() == last_seq
    journal.close()
    database.close()


def test_a_write_whose_end_nobody_saw_is_not_done_twice(own: Callable[..., InfluxDb], opened: Open) -> None:
    """A server that stops in the middle and goes on later has every reading once, and it is counted right."""
    server = own()
    store = opened(replace(server.access(), timeout_s=0.3))
    store.write(readings(10))
    server.pause()
    with pytest.raises(StoreUnavailable):
        store.write(readings(20))
    server.resume()
    result = store.write(readings(30))
    assert result.written + result.repeated == 30
    assert store.count() == 30
    assert store.latest() == (readings(30)[-1],)


def test_too_much_at_a_time_is_handed_in_by_halves(own: Callable[..., InfluxDb], opened: Open) -> None:
    """A server that takes small bodies only gets the batch in pieces."""
    store = opened(own(more="max-body-size = 1000").access())
    assert store.write(readings(100)).written == 100
    assert store.count() == 100


def test_rights_are_told_by_what_is_missing(own: Callable[..., InfluxDb], opened: Open) -> None:
    """Nobody, a wrong password, no rights and too few rights each get a message that says what to change."""
    server = own(auth=True)
    access = server.access()
    _command(access, f"CREATE USER root WITH PASSWORD '{_ROOT}' WITH ALL PRIVILEGES")
    root = replace(access, username="root", password=_ROOT)
    _command(root, f"CREATE USER farm WITH PASSWORD '{_FARM}'")
    farm = replace(access, username="farm", password=_FARM)
    for wrong, remedy in (
        (access, r"\[store\] has no login: set token, or username and password"),
        (replace(farm, password=_ROOT), r"check \[store\] username and password \(or password_file\)"),
        (replace(access, token=_FARM), r"check \[store\] token \(or token_file\)"),
    ):
        with pytest.raises(StoreUnusable, match=f"401.*It does not know us: {remedy}"):
            opened(wrong).check()
    with pytest.raises(StoreUnusable, match=r"403.*right"):
        opened(farm).check()
    opened(root).check()
    _command(root, f'GRANT READ ON "{access.bucket}" TO farm')
    with pytest.raises(StoreUnusable, match=rf"403.*the right to read and write {access.bucket}"):
        opened(farm).check()
    _command(root, f'GRANT ALL ON "{access.bucket}" TO farm')
    assert opened(farm).write(readings(2)).written == 2


def test_a_server_with_a_certificate_of_the_farms_own(
    own: Callable[..., InfluxDb], opened: Open, tmp_path: Path
) -> None:
    """TLS needs a certificate that can be verified: by the authority that ca_file names, and no other way."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing")
    making = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out ca.pem"
    named = ["-subj", "/CN=farm", "-addext", "subjectAltName = IP:127.0.0.1"]
    subprocess.run(["openssl", *making.split(), *named], cwd=tmp_path, check=True, capture_output=True)
    both = tmp_path / "both.pem"
    both.write_bytes((tmp_path / "ca.pem").read_bytes() + (tmp_path / "key").read_bytes())
    access = own(certificate=both).access()
    assert opened(replace(access, ca_file=tmp_path / "ca.pem")).write(readings(1)).written == 1
    mistakes = (
        (access, r"certificate that can be trusted.*set \[store\] ca_file"),
        (
            replace(access, url=access.url.replace("127.0.0.1", "localhost"), ca_file=tmp_path / "ca.pem"),
            r"certificate of another name.*'localhost'.*set \[store\] url to a name that stands in it",
        ),
        (
            replace(access, url=access.url.replace("https", "http")),
            r"answers 400.*It speaks TLS there: let \[store\] url begin with https://",
        ),
    )
    for wrong, sentence in mistakes:
        with pytest.raises(StoreUnusable, match=sentence):
            opened(wrong).write(readings(1))
