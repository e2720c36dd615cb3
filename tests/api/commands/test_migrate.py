"""``migrate``: beside a running service and a stopped one, to InfluxDB, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.commands.migrate import migrate
from api.errors import BadRequest
from api.service import Service
from api.settings import Settings, load_settings
from ingest.assembly import open_store
from ingest.clock import SystemClock
from tests.influxdb import InfluxDb
from tests.ingest.readings import readings


@pytest.fixture(name="new")
def _new(tmp_path: Path, influxdb: InfluxDb) -> Path:
    """Return a configuration whose readings are in InfluxDB."""
    access = influxdb.access()
    file = tmp_path / "new.toml"
    store = f'[store]\nkind = "influxdb"\nurl = "{access.url}"\ndatabase = "{access.bucket}"\n'
    file.write_text(f'data = "{tmp_path}/data"\n{store}', "utf-8")
    return file


def test_readings_move_while_the_service_runs_and_after_it(tmp_path: Path, new: Path, free_port: int) -> None:
    """A running service is asked over HTTP; what came after that is brought when it has stopped."""
    settings = Settings.model_validate(
        {"data": tmp_path / "data", "http": {"port": 0}, "broker": {"enabled": True, "port": free_port}}
    )
    said: list[str] = []
    with Service(settings, SystemClock()) as service:
        service.ingest.store.write([*readings(40), *readings(20, "bay 2")])
        assert migrate(settings, new, said.append) == 0
        assert "verified: 60 readings are the same in both, by number and checksum" in said
        service.ingest.store.write(readings(50))
    assert migrate(settings, new, said.append) == 0
    assert "10 readings of 2 series were new there" in said
    moved = open_store(load_settings(new))
    assert moved.count() == 70
    moved.close()


def test_a_store_is_not_copied_into_itself(tmp_path: Path) -> None:
    """Whoever names the store that the readings are in already is told so."""
    file = tmp_path / "same.toml"
    file.write_text(f'data = "{tmp_path}/data"\n', "utf-8")
    with pytest.raises(BadRequest, match="names the store that the readings are in"):
        migrate(load_settings(file), file, print)
