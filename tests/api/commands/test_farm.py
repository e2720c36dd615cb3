"""apply and export on the command line: beside a running service and beside a stopped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.commands.farm import NOT_APPLIED, apply, export
from api.errors import BadRequest
from api.service import Service
from api.settings import Settings
from ingest.clock import SystemClock
from ingest.errors import SettingsError
from tests.mosquitto import free_port

FARM = """
[[sites]]
id = "farm"
name = "Farm"
time_zone = "Asia/Shanghai"

[[places]]
id = "room"
site = "farm"
name = "Cold room"
kind = "cold_room"
recipe = "cold_room"

[[devices]]
id = "probe"
name = "Return air"
place = "room"
"""


def _settings(folder: Path) -> Settings:
    broker = {"enabled": True, "port": free_port()}
    return Settings.model_validate({"data": folder / "data", "http": {"port": 0}, "broker": broker})


def _file(folder: Path, text: str = FARM) -> Path:
    file = folder / "farm.toml"
    file.write_text(text, "utf-8")
    return file


def _round_trip(settings: Settings, folder: Path) -> None:
    """Look at the plan, say no, say yes, export, and apply what was exported."""
    said: list[str] = []
    file = _file(folder)
    assert apply(settings, file, said.append, None, yes=False) == NOT_APPLIED
    assert said[0] == "+ site farm: Farm, Asia/Shanghai"
    assert said[-1] == "nothing was changed; say yes, or give --yes"
    assert apply(settings, file, said.append, lambda _question: "n", yes=False) == NOT_APPLIED
    assert apply(settings, file, said.append, lambda _question: "y", yes=False) == 0
    assert said[-1] == "applied: 4 changes"
    said.clear()
    assert export(settings, said.append) == 0
    assert apply(settings, _file(folder, "\n".join(said)), said.append, None, yes=True) == 0
    assert said[-1] == "nothing to do"


def test_a_farm_is_applied_beside_a_stopped_service(tmp_path: Path) -> None:
    """Without a service the data folder is opened: the plan first, then the changes, then nothing to do."""
    _round_trip(_settings(tmp_path), tmp_path)


def test_a_farm_is_applied_beside_a_running_service(tmp_path: Path) -> None:
    """A running service is asked over HTTP, and knows the new place at once."""
    settings = _settings(tmp_path)
    with Service(settings, SystemClock()) as service:
        _round_trip(settings, tmp_path)
        assert [place.id for place in service.ingest.registry.places()] == ["room"]
        wrong = _file(tmp_path, FARM.replace('recipe = "cold_room"', 'recipe = "truck"'))
        with pytest.raises(BadRequest, match=r"places\.0\.recipe"):
            apply(settings, wrong, print, None, yes=True)


def test_a_file_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """A missing file, and one with a mistake, name the file and what is wrong with it."""
    settings = _settings(tmp_path)
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        apply(settings, tmp_path / "nowhere.toml", print, None, yes=True)
    with pytest.raises(SettingsError, match=r"places\.0\.site"):
        apply(settings, _file(tmp_path, FARM.replace('site = "farm"', 'site = "f"')), print, None, yes=True)
