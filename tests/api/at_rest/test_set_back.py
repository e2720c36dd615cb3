"""A disk that went back to an earlier state of the journal, after it had promised to keep a later one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from api.commands.backups import check_data
from api.service import Service
from api.settings import Settings
from ingest.assembly import JOURNAL_FILE
from ingest.clock import SystemClock
from ingest.message import Message
from tests.api.house import FARM
from tests.waiting import wait_until


def _let_judge(service: Service, first: int, count: int) -> None:
    """Let numbered readings arrive, and wait until they are judged."""
    start_ms = SystemClock().now_ms() - 3_600_000
    told = [{"observed_at": start_ms + number, "co2_ppm": number} for number in range(first, first + count)]
    payload = json.dumps(told).encode()
    service.ingest.pipeline.accept([Message("coldframe/v1/gw/probe", payload, 1, 0, dup=False, retain=False)])
    journal = service.ingest.journal
    wait_until(lambda: not any(journal.status().backlog.values()), 30, "all having been stored and judged")


def test_a_journal_set_back_is_told_and_goes_on(tmp_path: Path, free_port: int) -> None:
    """The check and the service say how much is gone; what comes then is kept and judged."""
    broker = {"enabled": True, "port": free_port}
    settings = Settings.model_validate(
        {"data": tmp_path / "data", "http": {"port": 0}, "broker": broker, **FARM}
    )
    journal, earlier = settings.data / JOURNAL_FILE, tmp_path / "earlier"
    with Service(settings, SystemClock()) as service:
        _let_judge(service, 0, 50)
    shutil.copy(journal, earlier)
    with Service(settings, SystemClock()) as service:
        _let_judge(service, 50, 30)
        assert not any("ends" in sentence for sentence in service.troubles())
    shutil.copy(earlier, journal)
    told: list[str] = []
    assert check_data(settings, told.append) == 2
    assert any("30 readings before what alerts have read of it" in line for line in told), told
    with Service(settings, SystemClock()) as service:
        assert any("ends 30 readings before" in sentence for sentence in service.troubles())
        _let_judge(service, 80, 20)
        assert service.ingest.journal.status().last_seq == 70
