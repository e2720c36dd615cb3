"""A backup of a running service is whole, and comes back whole or not at all."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.at_rest.backup import COLDFRAME
from api.commands import token
from api.commands.backups import backup, check_data, restore, rollback
from api.commands.farm import export
from api.errors import BackupUnusable, DataFolderUnusable
from api.service import Service
from api.settings import Settings
from ingest.clock import SystemClock
from ingest.message import Message
from tests.api.house import FARM
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]


@pytest.fixture(name="settings")
def _settings(tmp_path: Path, free_port: int) -> Settings:
    broker = {"enabled": True, "port": free_port}
    return Settings.model_validate({"data": tmp_path / "data", "http": {"port": 0}, "broker": broker, **FARM})


@pytest.fixture(name="running")
def _running(settings: Settings) -> Iterator[Service]:
    with Service(settings, SystemClock()) as service:
        yield service


def _take(service: Service, first: int, count: int) -> None:
    """Let numbered readings arrive, which are in the journal when this returns."""
    start_ms = SystemClock().now_ms() - 3_600_000
    told = [{"observed_at": start_ms + number, "co2_ppm": number} for number in range(first, first + count)]
    payload = json.dumps(told).encode()
    service.ingest.pipeline.accept([Message("coldframe/v1/gw/probe", payload, 1, 0, dup=False, retain=False)])


def test_what_was_acknowledged_before_a_backup_is_there_after_a_restore(
    running: Service, settings: Settings, tmp_path: Path
) -> None:
    """Taken while readings come in; restored, all until then is there, and the folder is found well."""
    _take(running, 0, 200)
    target = tmp_path / "monday.coldframe"
    lines: list[str] = []
    assert backup(settings, target, lines.append) == 0
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    _take(running, 200, 20)
    again = tmp_path / "again"
    assert restore(target, again, lines.append) == 0
    told: list[str] = []
    assert check_data(settings.model_copy(update={"data": again}), told.append) == 0, told
    restored = settings.model_copy(
        update={"data": again, "broker": settings.broker.model_copy(update={"enabled": False})}
    )
    with Service(restored, SystemClock()) as service:
        wait_until(lambda: service.ingest.store.count() == 200, 20, "the readings of the journal")
        assert service.ingest.registry.place("room").name == "Cold room"


def test_a_backup_replaces_nothing_and_a_restore_neither(
    running: Service, settings: Settings, tmp_path: Path
) -> None:
    """A file that is there stays, a folder that holds something stays."""
    assert running.url
    target = tmp_path / "b"
    backup(settings, target, print)
    with pytest.raises(Exception, match="is there already"):
        backup(settings, target, print)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("mine")
    with pytest.raises(BackupUnusable, match="not empty"):
        restore(target, tmp_path / "full", print)
    assert (tmp_path / "full" / "x").read_text() == "mine"


@pytest.mark.parametrize("damage", ["truncated", "flipped", "foreign"])
def test_half_a_backup_is_no_backup(
    running: Service, settings: Settings, tmp_path: Path, damage: str
) -> None:
    """A truncated, an altered and a foreign file are refused, and nothing of them is left."""
    assert running.url
    target = tmp_path / "b"
    backup(settings, target, print)
    content = bytearray(target.read_bytes())
    if damage == "truncated":
        del content[len(content) // 2 :]
    elif damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    if damage == "foreign":
        (tmp_path / "x.txt").write_text("x")
        with tarfile.open(tmp_path / "broken", "w") as archive:
            archive.add(tmp_path / "x.txt", "x.txt")
    else:
        (tmp_path / "broken").write_bytes(content)
    with pytest.raises(BackupUnusable):
        restore(tmp_path / "broken", tmp_path / "new", print)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "new.restoring").exists()


def test_a_stopped_service_is_backed_up_as_well(settings: Settings, tmp_path: Path) -> None:
    """The command opens the folder itself."""
    with Service(settings, SystemClock()) as service:
        _take(service, 0, 10)
    backup(settings, tmp_path / "b", print)
    restore(tmp_path / "b", tmp_path / "new", print)
    told: list[str] = []
    check_data(settings.model_copy(update={"data": tmp_path / "new"}), told.append)
    assert "good   store: 10 readings, all of them read" in told


def test_damage_at_rest_is_found_with_what_to_do(settings: Settings) -> None:
    """A journal, a state database and a store with overwritten pages are each named, with a remedy."""
    with Service(settings, SystemClock()) as service:
        _take(service, 0, 10)
    for name in ("journal.sqlite3", "state.sqlite3", "store.duckdb"):
        file = settings.data / name
        content = bytearray(file.read_bytes())
        for offset in range(len(content) // 3, len(content) * 2 // 3):
            content[offset] = 0xA5
        file.write_bytes(content)
    told: list[str] = []
    assert check_data(settings, told.append) == 2
    wrong = [line for line in told if line.startswith("wrong")]
    assert {line.split()[1] for line in wrong} >= {"state:", "store:"}
    assert all(told[told.index(line) + 1].startswith("       -> ") for line in wrong)


def test_the_version_that_backups_name_is_the_package_s() -> None:
    """One version everywhere."""
    assert f'version = "{COLDFRAME}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_told_and_not_made(settings: Settings, tmp_path: Path) -> None:
    """Who mistypes the folder gets neither a backup of nothing nor a new folder beside his own."""
    looks: tuple[Callable[[], int], ...] = (
        lambda: backup(settings, tmp_path / "b", print),
        lambda: check_data(settings, print),
        lambda: rollback(settings.data, print),
        lambda: export(settings, print),
        lambda: token.show(settings.data, print),
    )
    for look in looks:
        with pytest.raises(DataFolderUnusable, match="no service has kept data in"):
            look()
    assert list(tmp_path.iterdir()) == []
