"""``rehearse`` beside a running service: who is reached, and whether somebody answers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from alerts.notify.recording import RecordingChannel
from api.commands.rehearse import Wish, rehearse
from api.data_folder import DataFolder
from api.errors import BadRequest, DataFolderUnusable
from api.service import Options, Service
from api.settings import Settings
from api.state_database import open_state
from ingest.clock import SystemClock
from tests.api.house import FARM

WISH = Wish("room", "Luis", wait_s=900)


def _settings(tmp_path: Path, mqtt_port: int) -> Settings:
    return Settings.model_validate(
        {
            "data": tmp_path / "data",
            "http": {"port": 0},
            "broker": {"enabled": True, "port": mqtt_port},
            **FARM,
        }
    )


def test_a_rehearsal_goes_through_a_channel_and_is_shown_until_somebody_answers(
    tmp_path: Path, free_port: int
) -> None:
    """The command shows each message with its fate; a rehearsal leaves the farm's state alone."""
    channel = RecordingChannel("board")
    settings = _settings(tmp_path, free_port)
    lines: list[str] = []
    with Service(settings, SystemClock(), Options(channels=(channel,))) as service:
        ledger = service.alerts.ledger

        def answer(_pause_s: float) -> None:
            if any("sent through board" in line for line in lines):
                ledger.acknowledge(ledger.alerts()[0].id, "Ana", "", service.clock.now_ms())
            threading.Event().wait(0.05)

        assert rehearse(settings.data, WISH, lines.append, answer) == 0
        with pytest.raises(BadRequest, match="no place"):
            rehearse(settings.data, Wish("nowhere", "Luis", 1), lines.append)
    assert "TEST Cold room: rehearsal, nothing is wrong" in lines[0]
    assert lines[-1].startswith("answered by Ana")
    assert channel.notices[0].short.startswith("TEST Cold room")


def test_without_a_running_service_nobody_can_be_reached(tmp_path: Path) -> None:
    """The command says so, and does not half-work."""
    open_state(DataFolder(tmp_path)).close()
    with pytest.raises(DataFolderUnusable, match="no service runs"):
        rehearse(tmp_path, WISH, print)
