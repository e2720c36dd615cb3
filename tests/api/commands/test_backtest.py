"""``backtest`` beside a running and beside a stopped service: the same answer, and nothing is changed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from api.__main__ import RUNS
from api.arguments import parser_of
from api.commands.backtest import Wish, backtest
from api.data_folder import DataFolder
from api.errors import BadRequest
from api.service import Service
from api.settings import Settings
from api.state_database import open_state
from ingest.assembly import build_ingest
from ingest.clock import MS_PER_MINUTE, SystemClock
from ingest.counters import Counters
from ingest.message import Message
from tests.api.house import FARM

AIR = "air_temperature_c"
HIGH = "limits.air_temperature_c.high"


def _settings(tmp_path: Path, free_port: int) -> Settings:
    broker = {"enabled": True, "port": free_port}
    return Settings.model_validate({"data": tmp_path / "data", "http": {"port": 0}, "broker": broker, **FARM})


def _store_a_warm_night(settings: Settings) -> None:
    """Store ten hours of which two are at 4 °C, as a service would have done."""
    folder = DataFolder(settings.data)
    folder.open(simulated=False)
    clock = SystemClock()
    first_ms = clock.now_ms() - 600 * MS_PER_MINUTE
    told = [
        {"observed_at": first_ms + minute * MS_PER_MINUTE, AIR: 4.0 if 120 <= minute < 240 else 2.5}
        for minute in range(600)
    ]
    message = Message("coldframe/v1/gw/probe", json.dumps(told).encode(), 1, 0, dup=False, retain=False)
    with (
        closing(folder),
        closing(open_state(folder)) as database,
        closing(build_ingest(settings, clock, database, Counters())) as ingest,
    ):
        ingest.pipeline.accept([message])
        ingest.writer.write_once()


def test_both_show_what_a_change_would_have_told(tmp_path: Path, free_port: int) -> None:
    """The one alert of the night is gone with a limit of 5 °C, and there is no new one."""
    settings = _settings(tmp_path, free_port)
    _store_a_warm_night(settings)
    wish = Wish("room", {HIGH: 5.0}, 1.0)
    stopped: list[str] = []
    assert backtest(settings, wish, stopped.append) == 0
    assert stopped[1] == "  the present rules raise 1 alert, the changed ones 0 alerts"
    assert stopped[2].startswith("  - ")
    assert "too warm" in stopped[2]
    assert "furthest 4.0 °C" in stopped[2]
    with Service(settings, SystemClock()):
        running: list[str] = []
        assert backtest(settings, wish, running.append) == 0
    assert running == stopped


def test_without_a_place_all_are_shown(tmp_path: Path, free_port: int) -> None:
    """Each place with what its present rules raise; one that nothing was heard of raises nothing."""
    settings = _settings(tmp_path, free_port)
    _store_a_warm_night(settings)
    lines: list[str] = []
    assert backtest(settings, Wish(None, {}, 1.0), lines.append) == 0
    assert "Cold room (room), the last day:" in lines
    assert "  the rules raise 1 alert" in lines
    assert lines[-2:] == ["Truck (truck), the last day:", "  the rules raise 0 alerts"]


def test_what_cannot_be_meant_is_refused(tmp_path: Path, free_port: int) -> None:
    """A change without a place, a place that is not there, a setting that is no number."""
    settings = _settings(tmp_path, free_port)
    _store_a_warm_night(settings)
    with pytest.raises(BadRequest, match="--place"):
        backtest(settings, Wish(None, {HIGH: 5.0}, 1.0), print)
    with pytest.raises(BadRequest, match="there are: room, truck"):
        backtest(settings, Wish("attic", {}, 1.0), print)
    with pytest.raises(BadRequest, match="exclude each other"):
        backtest(settings, Wish("room", {}, 1.0, lot_id="L21"), print)
    lines: list[str] = []
    assert backtest(settings, Wish(None, {"warm.upper": 9.0}, 1.0, product_id="waxberry"), lines.append) == 0
    assert lines == [
        "Product waxberry, the last day:",
        "  the present rules raise 0 alerts, the changed ones 0 alerts",
    ]
    empty = settings.model_copy(update={"data": tmp_path, "places": (), "devices": ()})
    open_state(DataFolder(tmp_path)).close()
    with pytest.raises(BadRequest, match="there are no places yet"):
        backtest(empty, Wish(None, {}, 1.0), print)
    with pytest.raises(SystemExit):
        parser_of(RUNS).parse_args(["backtest", "--set", "limits.air_temperature_c.high=warm"])
