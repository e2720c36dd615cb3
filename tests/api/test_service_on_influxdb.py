"""The whole service with its readings in a real InfluxDB 1.6, which comes, goes and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.commands.check import check
from api.data_folder import read_key
from api.service import Service
from api.settings import Settings
from ingest.clock import SystemClock
from tests.api.house import FARM
from tests.influxdb import InfluxDb
from tests.waiting import wait_until


@pytest.fixture(name="influxdb")
def _influxdb(tmp_path: Path) -> Iterator[InfluxDb]:
    folder = tmp_path / "influxdb"
    folder.mkdir()
    server = InfluxDb(folder)
    yield server
    server.kill()


def _settings(tmp_path: Path, influxdb: InfluxDb, mqtt_port: int) -> Settings:
    return Settings.model_validate(
        {
            "data": tmp_path / "data",
            "http": {"port": 0},
            "broker": {"enabled": True, "port": mqtt_port},
            "store": {"kind": "influxdb", "url": influxdb.url, "database": "farm", "timeout_s": 2},
            **FARM,
        }
    )


def _post(service: Service, client: httpx.Client, celsius: float, seconds_ago: int) -> None:
    """Bring a reading in, as a script does; it is in the journal on return."""
    key = read_key(service.settings.data)
    assert key is not None
    at_ms = SystemClock().now_ms() - seconds_ago * 1_000
    answer = client.post(
        "/api/v1/ingest/own_json",
        json={"observed_at": at_ms, "air_temperature_c": celsius},
        params={"topic": "coldframe/v1/script/probe"},
        headers={"Authorization": f"Bearer {key[1]}"},
    )
    assert answer.json()["readings"] == 1


def test_a_service_lives_through_every_absence_of_its_store(
    tmp_path: Path, influxdb: InfluxDb, free_port: int
) -> None:
    """It starts without InfluxDB and says what is missing; alerts go on meanwhile; history catches up."""
    with (
        Service(_settings(tmp_path, influxdb, free_port), SystemClock()) as service,
        httpx.Client(base_url=service.local_url, timeout=30, trust_env=False) as client,
    ):

        def has(counter: str, count: int) -> bool:
            return service.counters.value(counter) == count

        def reasons() -> str:
            return " ".join(client.get("/health/ready").json()["reasons"])

        wait_until(lambda: f"{influxdb.url} cannot be reached" in reasons(), what="the trouble")
        assert "[store] url" in reasons()
        _post(service, client, 1.0, 30)
        wait_until(lambda: has("evaluated_readings", 1), what="evaluation without a store")
        influxdb.start()
        wait_until(
            lambda: has("stored_readings", 1) and reasons() == "", 20, "the first reading in the store"
        )
        influxdb.stop()
        _post(service, client, 2.0, 20)
        wait_until(lambda: has("evaluated_readings", 2), what="evaluation while the store is away")
        assert client.get("/api/v1/places").json()[0]["values"][0]["value"] == 1.0
        query = {"device": "probe", "quantity": "air_temperature_c"}
        assert client.get("/api/v1/readings", params=query).status_code == 503
        influxdb.start()
        wait_until(lambda: has("stored_readings", 2), 20, "history to catch up")
        points = client.get("/api/v1/readings", params=query).json()["points"]
        assert [value for _, value in points] == [1.0, 2.0]
        assert service.counters.value("repeated_readings") == 0


def test_check_tells_whether_influxdb_would_take_readings(
    tmp_path: Path, influxdb: InfluxDb, free_port: int
) -> None:
    """The command line tries the store as it tries the broker: with what is wrong, or good."""
    file = tmp_path / "coldframe.toml"
    file.write_text(
        f'data = "{tmp_path}"\n[http]\nport = 0\n[broker]\nenabled = true\nport = {free_port}\n'
        f'[store]\nkind = "influxdb"\nurl = "{influxdb.url}"\ndatabase = "farm"\n',
        "utf-8",
    )
    said: list[str] = []
    assert check(file, said.append) == 2
    assert any(line.startswith(f"wrong  store of readings: InfluxDB at {influxdb.url}") for line in said)
    influxdb.start()
    said.clear()
    assert check(file, said.append) == 0
    assert "good   store of readings" in said
